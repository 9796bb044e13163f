package block

import "errors"

// readConfig reads a configuration from its transaction's content.
func readConfig(channel string, raw []byte) (Config, error) {
	return Config{}, errors.New("not read yet")
}
