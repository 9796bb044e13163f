package gateway

import (
	"fmt"

	"google.golang.org/grpc/encoding"
	"google.golang.org/protobuf/proto"

	"allianceregistry/audit/block"
)

// bounded reads what peers send, unless it would become far more in memory than it is:
// a message of 100 MiB can be 50 million empty transactions.
type bounded struct{}

var _ encoding.Codec = bounded{}

// Name implements encoding.Codec: it is the common form, read with care.
func (bounded) Name() string { return "proto" }

// Marshal implements encoding.Codec.
func (bounded) Marshal(value any) ([]byte, error) {
	message, is := value.(proto.Message)
	if !is {
		return nil, fmt.Errorf("%T is no message", value)
	}
	return proto.Marshal(message)
}

// Unmarshal implements encoding.Codec.
func (bounded) Unmarshal(raw []byte, into any) error {
	message, is := into.(proto.Message)
	if !is {
		return fmt.Errorf("%T is no message", into)
	}
	if err := block.CheckElements(raw, message); err != nil {
		return err
	}
	return proto.Unmarshal(raw, message)
}
