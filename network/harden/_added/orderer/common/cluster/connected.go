package cluster

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
)

// connectLimit is how long a message waits for a connection that has yet to be made.
// Between machines that are up it takes less. A message that is not sent is sent again, or
// made up for: consensus is made for that.
const connectLimit = 200 * time.Millisecond

// connected returns the state of a connection. One that is not there begins to be made, and
// goes on to be when the time is over.
func connected(conn *grpc.ClientConn) connectivity.State {
	state := conn.GetState()
	if state != connectivity.Idle {
		return state
	}
	conn.Connect()
	ctx, cancel := context.WithTimeout(context.Background(), connectLimit)
	defer cancel()
	for state == connectivity.Idle || state == connectivity.Connecting {
		if !conn.WaitForStateChange(ctx, state) {
			break
		}
		state = conn.GetState()
	}
	return state
}
