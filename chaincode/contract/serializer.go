package contract

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/hyperledger/fabric-contract-api-go/v2/metadata"

	"allianceregistry/membership/form"
)

// serializer reads arguments by the rules' own strict decoder, so that a wrong
// form is refused with a code like everything else, and writes answers as JSON.
// The framework's own serializer would refuse in words only.
type serializer struct{}

// FromString implements the framework's TransactionSerializer.
func (serializer) FromString(text string, wanted reflect.Type, _ *metadata.ParameterMetadata, _ *metadata.ComponentMetadata) (reflect.Value, error) {
	argument := reflect.New(wanted)
	err := form.Decode([]byte(text), argument.Interface())
	return argument.Elem(), err
}

// ToString implements the framework's TransactionSerializer.
func (serializer) ToString(answer reflect.Value, _ reflect.Type, _ *metadata.ReturnMetadata, _ *metadata.ComponentMetadata) (string, error) {
	if answer.Kind() == reflect.String { // the framework's own GetMetadata
		return answer.String(), nil
	}
	text, err := json.Marshal(answer.Interface())
	if err != nil {
		return "", fmt.Errorf("encode an answer: %w", err)
	}
	return string(text), nil
}
