package kernel

import (
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseListener(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		line   string
		port   int
		socket string
		is     bool
	}{
		"ok/listens":      {"   0: 0100007F:429A 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 66531 2 0 100 0 0 10 0", 17050, "66531", true},
		"ok/connection":   {"   1: 0100007F:429A 0100007F:8000 01 00000000:00000000 00:00000000 00000000     0        0 66532 2 0 100 0 0 10 0", 0, "", false},
		"fail/heading":    {"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode", 0, "", false},
		"fail/empty line": {"", 0, "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			port, socket, is := parseListener(test.line)
			require.Equal(t, test.is, is)
			if is {
				require.Equal(t, test.port, port)
				require.Equal(t, test.socket, socket)
			}
		})
	}
}

// A socket of this very program is found by its port, and the program by its socket.
func TestOwner(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	ports, err := ListeningPorts()
	require.NoError(t, err)
	socket := ports[listener.Addr().(*net.TCPAddr).Port]
	require.NotEmpty(t, socket)
	require.True(t, OpenSockets(os.Getpid())[socket])
	require.Equal(t, os.Getpid(), SocketOwner(socket))
	require.Zero(t, SocketOwner("no socket"))
	require.Empty(t, OpenSockets(0))
}
