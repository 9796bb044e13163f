package main

import (
	"fmt"
	"os"
	"time"

	"github.com/hyperledger/fabric-chaincode-go/v2/shim"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// windowName is the setting that says how far a transaction's time may be from this
// computer's clock; leastWindow is the shortest, for clocks differ.
const (
	windowName  = "CHAINCODE_TIME_WINDOW"
	leastWindow = 10 * time.Second
)

// windowed answers a transaction only if its time is near this computer's clock. Peers do
// this themselves from Fabric 3.0 on; older ones let a sender write any time, and every
// period that the rules know would be as long as the sender likes. The contract stays without
// a clock: what is let through has the same result whenever it runs.
type windowed struct {
	shim.Chaincode
	window time.Duration
	now    func() time.Time
}

// Init implements shim.Chaincode: it leads past no window.
func (w windowed) Init(stub shim.ChaincodeStubInterface) *peer.Response { return w.Invoke(stub) }

// Invoke implements shim.Chaincode. Its refusal is in the words of the peers that do it, by
// which clients know a clock that is off.
func (w windowed) Invoke(stub shim.ChaincodeStubInterface) *peer.Response {
	sent, err := stub.GetTxTimestamp()
	if err == nil {
		err = sent.CheckValid()
	}
	if err != nil {
		return shim.Error(fmt.Sprintf("the transaction's time cannot be read: %v", err))
	}
	at, now := sent.AsTime(), w.now().UTC()
	if at.Sub(now).Abs() > w.window {
		return shim.Error(fmt.Sprintf("incorrect timestamp %s, peer time %s, %s %s",
			at.Format(time.RFC3339), now.Format(time.RFC3339), windowName, w.window))
	}
	return w.Chaincode.Invoke(stub)
}

// windowFromEnvironment lays the window over a chaincode, if one is set.
func windowFromEnvironment(chaincode shim.Chaincode) (shim.Chaincode, error) {
	value := os.Getenv(windowName)
	if value == "" {
		return chaincode, nil
	}
	window, err := time.ParseDuration(value)
	if err != nil || window < leastWindow {
		return nil, fmt.Errorf("%s: %q is no duration of at least %s, such as 2m", windowName, value, leastWindow)
	}
	return windowed{chaincode, window, time.Now}, nil
}
