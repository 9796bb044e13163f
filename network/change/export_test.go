package change

import (
	"errors"
	"time"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
)

// Check returns why signatures do not count.
func (c Change) Check(config *common.Config, now time.Time) error {
	_, ignored := c.Counting(config, now)
	return errors.Join(ignored...)
}

// The two that the tests hold against Fabric's own rules.
var (
	Delta = delta
	After = after
)

// Encode and Decode are how a change holds bytes.
var (
	Encode = encode
	Decode = decode
)
