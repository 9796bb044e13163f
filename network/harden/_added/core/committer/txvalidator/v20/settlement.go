package txvalidator

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric/core/common/validation/statebased"
)

// announce says that all transactions of a block will be settled, and returns
// what is to be called when they are.
func announce(block *common.Block) (done func()) {
	statebased.Begin(block)
	return func() { statebased.End(block) }
}

// settle lets go the transactions that wait for what becomes of this one.
func settle(block *common.Block, result *blockValidationResult) {
	statebased.Settle(block, uint64(result.tIdx))
}
