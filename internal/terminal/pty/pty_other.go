//go:build !linux

package pty

import (
	"errors"
	"os"
)

func open() (keyboard, terminal *os.File, err error) {
	return nil, nil, errors.ErrUnsupported
}
