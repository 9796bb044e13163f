package change

import (
	"crypto/sha256"
	"encoding/base64"
	"reflect"
	"regexp"
	"strconv"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"go.yaml.in/yaml/v3"
	"google.golang.org/protobuf/proto"

	"allianceregistry/internal/input"
	"allianceregistry/network/hostfile"
	"allianceregistry/network/words"
)

// Change is a change of a running channel, NAME.change.yaml: a file that travels from host to
// host and collects their administrators' signatures. What it means follows from the
// update in it and the channel's configuration, never from what the file says of itself.
type Change struct {
	Format     int         `yaml:"format"`
	Channel    string      `yaml:"channel"`
	Sequence   uint64      `yaml:"sequence"` // of the configuration that it changes
	Update     string      `yaml:"update"`   // common.ConfigUpdate, base64
	Signatures []Signature `yaml:"signatures,omitempty"`
}

// MaxSize bounds the size of a change's file, in bytes.
const MaxSize = 1 << 20

// format is that of the files that this package reads and writes.
const format = 1

// Parse parses a change. It refuses one that holds anything but an update of the channel
// that it names, and a signature that is not of the organization that it names.
func Parse(content []byte) (Change, error) {
	if err := hostfile.NoSecrets(content); err != nil {
		return Change{}, words.Of("change.fault", "cause", err)
	}
	var change Change
	if _, err := (input.Format{MaxSize: MaxSize, Reader: readSequence}).Decode(content, &change); err != nil {
		return Change{}, words.Of("change.fault", "cause", err)
	}
	if change.Format != format {
		return Change{}, words.Of("change.format", "format", change.Format)
	}
	if _, err := change.update(); err != nil {
		return Change{}, words.Of("change.fault", "cause", err)
	}
	for _, signature := range change.Signatures {
		if _, err := signature.signer(); err != nil {
			return Change{}, words.Of("change.fault", "cause", err)
		}
	}
	return change, nil
}

// readSequence reads a number that may be greater than those of other files. It is a Reader
// of input.Format.
func readSequence(_ string, of reflect.Type) (input.Read, string) {
	if of != reflect.TypeFor[uint64]() {
		return nil, ""
	}
	return func(text string) (any, *input.ValueError) {
		sequence, err := strconv.ParseUint(text, 10, 64)
		if err != nil || strconv.FormatUint(sequence, 10) != text {
			return sequence, input.NewValueError(input.WrongType, "wanted", "whole number")
		}
		return sequence, nil
	}, "whole number"
}

// update returns the update in it.
func (c Change) update() (*common.ConfigUpdate, error) {
	var update common.ConfigUpdate
	content := decode(c.Update)
	if len(content) == 0 || proto.Unmarshal(content, &update) != nil {
		return nil, words.Of("change.update")
	}
	if err := hostfile.NoSecrets(content); err != nil {
		return nil, err
	}
	if update.GetChannelId() != c.Channel {
		return nil, words.Of("change.channel", "channel", c.Channel, "other", update.GetChannelId())
	}
	if name := illegal(update.GetWriteSet()); name != "" {
		return nil, words.Of("change.name", "name", name)
	}
	return &update, nil
}

// legal is what Fabric lets groups, values and policies be called. A name with a slash in it
// would pass for a path.
var legal = regexp.MustCompile(`^[a-zA-Z0-9.-]{1,249}$`)

// illegal returns a name in a group that Fabric would refuse; empty if there is none.
func illegal(group *common.ConfigGroup) string {
	for _, members := range [][]string{
		names(group.GetGroups(), nil), names(group.GetValues(), nil), names(group.GetPolicies(), nil),
	} {
		for _, name := range members {
			if !legal.MatchString(name) {
				return name
			}
		}
	}
	for _, inner := range group.GetGroups() {
		if name := illegal(inner); name != "" {
			return name
		}
	}
	return ""
}

// Marshal returns the change as YAML. It refuses one that is larger than what Parse reads.
func (c Change) Marshal() ([]byte, error) {
	content, err := yaml.Marshal(c)
	if err != nil {
		return nil, err
	}
	header, err := hostfile.Header("change.header", "channel", c.Channel)
	if err != nil {
		return nil, err
	}
	if content = append(header, content...); len(content) > MaxSize {
		return nil, words.Of("change.large", "size", len(content), "most", MaxSize)
	}
	return content, nil
}

// Hash is the SHA-256 of the update, by which hosts know that they sign the same.
func (c Change) Hash() []byte {
	hash := sha256.Sum256(decode(c.Update))
	return hash[:]
}

func encode(content []byte) string { return base64.StdEncoding.EncodeToString(content) }

// decode returns nothing for a text that is not base64.
func decode(text string) []byte {
	content, err := base64.StdEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil
	}
	return content
}
