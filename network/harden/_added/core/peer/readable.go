package peer

import "github.com/hyperledger/fabric/protoutil"

// readable reports whether a filtered block can show what an endorser
// transaction did. Clients must get the blocks behind one that they cannot read.
func readable(data []byte) bool {
	tx, err := protoutil.UnmarshalTransaction(data)
	if err != nil {
		return false
	}
	_, err = transactionActions(tx.Actions).toFilteredActions()
	return err == nil
}
