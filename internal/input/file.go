package input

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"allianceregistry/internal/catalogue"
)

// Standard is the path that stands for standard input.
const Standard = "-"

// Open opens a regular file to be read. It waits for nobody: what is a pipe, a device
// or a socket is refused, with the key file.irregular, before a byte of it is read. A
// folder is refused as the system does, with syscall.EISDIR.
func Open(path string) (*os.File, error) {
	if about, err := os.Stat(path); err == nil { // a socket cannot be opened at all
		if err := regular(path, about); err != nil {
			return nil, err
		}
	}
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // #nosec G304 -- the user's own choice
	if err != nil {
		return nil, err
	}
	about, err := file.Stat() // another may have come in its place
	if err == nil {
		err = regular(path, about)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// regular refuses what is no file.
func regular(path string, about fs.FileInfo) error {
	is := ""
	switch mode := about.Mode(); {
	case mode.IsRegular():
		return nil
	case mode.IsDir():
		return &fs.PathError{Op: "read", Path: path, Err: syscall.EISDIR}
	case mode&fs.ModeNamedPipe != 0:
		is = "pipe"
	case mode&fs.ModeSocket != 0:
		is = "socket"
	case mode&fs.ModeDevice != 0:
		is = "device"
	default:
		is = "other"
	}
	return catalogue.NewMessage(english, "file.irregular", "file", path, "is", catalogue.NewMessage(english, "file.is."+is))
}

// ReadFile reads a regular file of so many bytes at most. See Open; what is larger is
// refused with the key file.large.
func ReadFile(path string, maxSize int) ([]byte, error) {
	file, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return bounded(file, path, maxSize)
}

// ReadAll reads a stream to its end, of so many bytes at most.
func ReadAll(in io.Reader, maxSize int) ([]byte, error) {
	return bounded(in, Streamed(), maxSize)
}

func bounded(in io.Reader, name any, maxSize int) ([]byte, error) {
	var content bytes.Buffer
	err := CopyTo(&content, in, name, int64(maxSize))
	return content.Bytes(), err
}

// CopyTo copies a file or a stream to its end, of so many bytes at most; the name is
// what file.large calls it, a path or a message.
func CopyTo(out io.Writer, in io.Reader, name any, maxSize int64) error {
	n, err := io.Copy(out, io.LimitReader(in, maxSize+1))
	if err == nil && n > maxSize {
		err = catalogue.NewMessage(english, "file.large", "file", name, "most", maxSize)
	}
	return err
}

// Streamed is what standard input is called where a file's path would stand.
func Streamed() error { return catalogue.NewMessage(english, "file.standard") }

// Below opens a regular file that another file names, out of a folder and from nowhere
// else: a path that leads out of it, be it by a link, is refused with the key
// file.outside.
func Below(folder, path string) (*os.File, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	inside := path
	if whole, err := filepath.Abs(folder); err == nil && filepath.IsAbs(path) {
		if inside, err = filepath.Rel(whole, path); err != nil {
			inside = path
		}
	}
	about, err := root.Stat(inside)
	if err == nil {
		err = regular(path, about)
	}
	if err != nil {
		return nil, escaping(folder, path, err)
	}
	file, err := root.OpenFile(inside, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, escaping(folder, path, err)
	}
	about, err = file.Stat() // another may have come in its place
	if err == nil {
		err = regular(path, about)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// escaping says of an error whether the path leads out of the folder, for which package
// os has no name.
func escaping(folder, path string, err error) error {
	var failed *fs.PathError
	if errors.As(err, &failed) && failed.Err.Error() == "path escapes from parent" {
		return catalogue.NewMessage(english, "file.outside", "file", path, "folder", folder)
	}
	return err
}
