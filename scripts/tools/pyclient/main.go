// Pyclient writes a client in Python from an OpenAPI 3.1 document, to standard output:
//
//	go run ./pyclient ../../docs/openapi-acting.json > ../../examples/rest/acting.py
//
// What it writes needs nothing but Python's standard library. Schemas become types, so that a
// type checker refuses a wrong kind before the server does; operations become methods; a problem
// is raised. It knows as much of OpenAPI as this project's documents have, and fails for more.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "pyclient:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	if len(args) != 1 {
		return fmt.Errorf("usage: pyclient DOCUMENT")
	}
	content, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	var d document
	if err := json.Unmarshal(content, &d); err != nil {
		return fmt.Errorf("read %s: %w", args[0], err)
	}
	module, err := write(d)
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, module)
	return err
}
