package blocksprovider

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/orderer"
	"github.com/hyperledger/fabric/internal/pkg/comm"
)

// survive is deferred where an orderer's answers are worked on.
var survive = comm.Survive

// process makes a panic over an orderer's answer a fault of that orderer, which is
// then left for another.
func (br *BlockReceiver) process(answer *orderer.DeliverResponse) (number uint64, config *common.Config, err error) {
	defer comm.Survived("the orderer's answer", &err)
	return br.processMsg(answer)
}
