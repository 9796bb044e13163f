package main

import (
	"bytes"
	"fmt"
	"os"
)

// forge flips a bit of a file where a text first stands in it.
func forge(file, text string) error {
	content, err := os.ReadFile(file) // #nosec G304 -- the test's own
	if err != nil {
		return err
	}
	at := bytes.Index(content, []byte(text))
	if at < 0 {
		return fmt.Errorf("%q does not stand in %s", text, file)
	}
	content[at] ^= 1
	return os.WriteFile(file, content, 0o600)
}
