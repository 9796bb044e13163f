package token

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"syscall"
	"time"

	"allianceregistry/network/words"
)

// maxPIN bounds the size of the PIN's file, in bytes.
const maxPIN = 1 << 10

// readPIN reads the PIN from its file.
func (s Settings) readPIN() (string, error) {
	file, err := s.openPIN()
	if err != nil {
		return "", err
	}
	defer file.Close()
	return s.readFrom(file)
}

func (s Settings) openPIN() (*os.File, error) {
	file, err := os.Open(s.PINFile)
	if err != nil {
		return nil, words.Of("token.pinUnread", "file", s.PINFile, "cause", err)
	}
	return file, nil
}

// lockPIN waits until no other request to the token is under way, also of a command that has
// been killed: the lock is that of whoever has the file open, network-token among them.
func lockPIN(file *os.File, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// readFrom reads the PIN: the file's only line. It refuses a file that anybody but its owner
// may open.
func (s Settings) readFrom(file *os.File) (string, error) {
	info, err := file.Stat()
	if err != nil {
		return "", words.Of("token.pinUnread", "file", s.PINFile, "cause", err)
	}
	if !info.Mode().IsRegular() {
		return "", words.Of("token.pinLine", "file", s.PINFile)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return "", words.Of("token.pinOpen", "file", s.PINFile)
	}
	content, err := io.ReadAll(io.LimitReader(file, maxPIN+1))
	if err != nil {
		return "", words.Of("token.pinUnread", "file", s.PINFile, "cause", err)
	}
	pin := strings.TrimRight(string(content), "\r\n")
	if pin == "" || len(content) > maxPIN || strings.ContainsAny(pin, "\x00\r\n") {
		return "", words.Of("token.pinLine", "file", s.PINFile)
	}
	return pin, nil
}
