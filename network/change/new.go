package change

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/proto"

	"allianceregistry/network/words"
)

// New returns the change that makes an edited configuration of the channel's present one. An
// edit that changes nothing is refused. The same edit of the same configuration is the same
// bytes, so two hosts that draft it can see that they mean the same.
func New(name string, config *common.Config, edit Edit) (Change, error) {
	if hosts, orderers := groups(config); hosts == nil || orderers == nil {
		return Change{}, words.Of("change.ordering")
	}
	edited, _ := proto.Clone(config).(*common.Config)
	if err := edit(edited); err != nil {
		return Change{}, err
	}
	update := delta(name, config, edited)
	if update == nil {
		return Change{}, words.Of("change.nothing")
	}
	content, err := canonical.Marshal(update)
	if err != nil {
		return Change{}, err
	}
	change := Change{Format: format, Channel: name, Sequence: config.GetSequence(), Update: encode(content)}
	_, err = change.Explain(config)
	return change, err
}

// canonical encodes the same message as the same bytes.
var canonical = proto.MarshalOptions{Deterministic: true} //nolint:gochecknoglobals // never changed
