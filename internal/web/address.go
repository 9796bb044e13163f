package web

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"

	"allianceregistry/internal/catalogue"
)

// socketPrefix begins the address of a socket.
const socketPrefix = "unix:"

func listen(ctx context.Context, o Options) (net.Listener, error) {
	if path, is := strings.CutPrefix(o.Address, socketPrefix); is {
		return listenAt(ctx, path)
	}
	at, err := net.ResolveTCPAddr("tcp", o.Address)
	if err != nil {
		return nil, catalogue.NewError("web.address", "address", o.Address, "cause", err)
	}
	if !at.IP.IsLoopback() && len(o.Names) == 0 && o.TLS != nil {
		return nil, catalogue.NewError("web.unnamed", "address", o.Address)
	}
	if !at.IP.IsLoopback() && len(o.Names) == 0 {
		return nil, catalogue.NewError("web.exposed", "address", o.Address)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", at.String())
	if err != nil {
		return nil, catalogue.NewError("web.taken", "address", o.Address, "cause", err)
	}
	return listener, nil
}

// listenAt opens a socket that its owner alone can use. One that a program left behind
// which is no more gives way.
func listenAt(ctx context.Context, path string) (net.Listener, error) {
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if errors.Is(err, syscall.EADDRINUSE) && abandoned(ctx, path) {
		_ = os.Remove(path) // else listening fails again, and says why
		listener, err = new(net.ListenConfig).Listen(ctx, "unix", path)
	}
	if err != nil {
		return nil, catalogue.NewError("web.taken", "address", socketPrefix+path, "cause", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return listener, nil
}

// abandoned reports whether nobody listens at a socket.
func abandoned(ctx context.Context, path string) bool {
	if is, err := os.Stat(path); err != nil || is.Mode().Type() != os.ModeSocket {
		return false
	}
	connection, err := new(net.Dialer).DialContext(ctx, "unix", path)
	if err == nil {
		_ = connection.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// IsLocal reports whether an address is this computer's alone: of loopback, or a socket. One
// that cannot be read is not.
func IsLocal(address string) bool {
	if strings.HasPrefix(address, socketPrefix) {
		return true
	}
	at, err := net.ResolveTCPAddr("tcp", address)
	return err == nil && at.IP.IsLoopback()
}
