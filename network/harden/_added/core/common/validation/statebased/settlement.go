package statebased

import (
	"errors"
	"sync"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// A transaction that writes a key waits for every earlier transaction of its
// block that changes the key's own endorsement policy. What became of that one
// is told by the plugin that validates it; one that is refused before it comes
// to the plugin was never told of, and its successor waited for ever. So the
// validator of blocks settles each transaction when it is done with it.

// errRefused is what became of a transaction that no plugin was asked about.
var errRefused = errors.New("the transaction was refused before its endorsements were looked at")

// settlement is what the validator of blocks says of the transactions of a block.
type settlement struct {
	mutex   sync.Mutex
	settled map[uint64]bool
	waiting map[uint64][]*txDependency
}

// settlements are those of the blocks that are being validated, by *common.Block.
var settlements sync.Map

// Begin announces that all transactions of a block will be settled.
func Begin(block *common.Block) {
	settlements.Store(block, &settlement{settled: map[uint64]bool{}, waiting: map[uint64][]*txDependency{}})
}

// End forgets a block.
func End(block *common.Block) { settlements.Delete(block) }

// Settle says that a transaction of an announced block has its code.
func Settle(block *common.Block, txnum uint64) {
	found, is := settlements.Load(block)
	if !is {
		return
	}
	s := found.(*settlement)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.settled[txnum] = true
	for _, dep := range s.waiting[txnum] {
		dep.settle()
	}
	delete(s.waiting, txnum)
}

// watch settles the dependency together with its transaction.
func watch(block *common.Block, txnum uint64, dep *txDependency) {
	found, is := settlements.Load(block)
	if !is {
		return
	}
	s := found.(*settlement)
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.settled[txnum] {
		dep.settle()
		return
	}
	s.waiting[txnum] = append(s.waiting[txnum], dep)
}

// watch lets the dependency that a transaction introduces be settled.
func (m *KeyLevelValidationParameterManagerImpl) watch(block *common.Block, txnum uint64) {
	watch(block, txnum, m.validationCtx.forBlock(block.Header.Number).getOrCreateDependencyByTxnum(txnum))
}

// settle lets go who waits for a result that will not come. A result that came
// stands.
func (d *txDependency) settle() {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.settled = true
	d.cond.Broadcast()
}
