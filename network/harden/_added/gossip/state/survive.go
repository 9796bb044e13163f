package state

import "github.com/hyperledger/fabric/internal/pkg/comm"

// survive is deferred where a message of another node is worked on.
var survive = comm.Survive
