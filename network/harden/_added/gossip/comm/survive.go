package comm

import (
	"github.com/hyperledger/fabric/gossip/protoext"
	"github.com/hyperledger/fabric/internal/pkg/comm"
)

// survive is deferred where a message of another node is worked on.
var survive = comm.Survive

// handle hands on a message that came by the connection. Whoever is asked whether
// it is for him reads it.
func (conn *connection) handle(message *protoext.SignedGossipMessage) {
	defer survive()
	conn.handler(message)
}
