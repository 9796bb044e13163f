package block

import (
	"fmt"
	"strings"

	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer/lifecycle"
)

// Lifecycle is the namespace in which the channel records chaincode definitions.
const Lifecycle = "_lifecycle"

// The fields of a definition, each a key of its own (Fabric:
// core/chaincode/lifecycle, ChaincodeDefinition).
const (
	FieldSequence    = "Sequence"
	FieldEndorsement = "EndorsementInfo"
	FieldValidation  = "ValidationInfo"
	FieldCollections = "Collections"
)

// definitions is what the keys of definitions begin with.
const definitions = "namespaces/fields/"

// DefinitionKey is the key of one field of a chaincode's definition in the
// namespace Lifecycle.
func DefinitionKey(chaincode, field string) string {
	return definitions + chaincode + "/" + field
}

// ParseDefinitionKey is the chaincode and the field of such a key; not ok if the
// key is another.
func ParseDefinitionKey(key string) (chaincode, field string, ok bool) {
	rest, ok := strings.CutPrefix(key, definitions)
	if !ok {
		return "", "", false
	}
	chaincode, field, ok = strings.Cut(rest, "/")
	return chaincode, field, ok
}

// ReadDefinition reads a definition from the values of its first three fields. It
// fails with ErrMalformed.
func ReadDefinition(chaincode string, sequence, endorsement, validation []byte) (Definition, error) {
	definition := Definition{Chaincode: chaincode}
	var err error
	if definition.Sequence, err = ReadSequence(sequence); err != nil {
		return Definition{}, err
	}
	if definition.Version, err = ReadVersion(endorsement); err != nil {
		return Definition{}, err
	}
	if definition.Policy, err = ReadPolicy(validation); err != nil {
		return Definition{}, err
	}
	return definition, nil
}

// ReadSequence reads the value of FieldSequence. It fails with ErrMalformed.
func ReadSequence(value []byte) (int64, error) {
	var data lifecycle.StateData
	if err := unmarshal(value, &data); err != nil {
		return 0, malformed("sequence: %v", err)
	}
	number, ok := data.Type.(*lifecycle.StateData_Int64)
	if !ok {
		return 0, malformed("sequence: not a number")
	}
	return number.Int64, nil
}

// ReadVersion reads the chaincode's version from the value of FieldEndorsement. It
// fails with ErrMalformed.
func ReadVersion(value []byte) (string, error) {
	raw, err := readField(value)
	if err != nil {
		return "", malformed("endorsement information: %v", err)
	}
	var information lifecycle.ChaincodeEndorsementInfo
	if err := unmarshal(raw, &information); err != nil {
		return "", malformed("endorsement information: %v", err)
	}
	return information.Version, nil
}

// ReadPolicy reads whose transaction endorsements suffice from the value of
// FieldValidation. It refuses every validator but Fabric's own ("vscc"), and fails
// with ErrMalformed.
func ReadPolicy(value []byte) (Policy, error) {
	raw, err := readField(value)
	if err != nil {
		return Policy{}, malformed("validation information: %v", err)
	}
	var information lifecycle.ChaincodeValidationInfo
	if err := unmarshal(raw, &information); err != nil {
		return Policy{}, malformed("validation information: %v", err)
	}
	if information.ValidationPlugin != "vscc" {
		return Policy{}, malformed("validation information: validator %q is not known", information.ValidationPlugin)
	}
	policy, err := parseApplication(information.ValidationParameter)
	if err != nil {
		return Policy{}, malformed("validation information: %v", err)
	}
	return policy, nil
}

// ReadCollections reads the private collections from the value of
// FieldCollections: by name, the policy for writing to it, nil where that is the
// chaincode's. It fails with ErrMalformed.
func ReadCollections(value []byte) (map[string]*Policy, error) {
	raw, err := readField(value)
	if err != nil {
		return nil, malformed("collections: %v", err)
	}
	var collections peer.CollectionConfigPackage
	if err := unmarshal(raw, &collections); err != nil {
		return nil, malformed("collections: %v", err)
	}
	policies := make(map[string]*Policy, len(collections.Config))
	for _, each := range collections.Config {
		collection := each.GetStaticCollectionConfig()
		if collection == nil {
			return nil, malformed("collections: one of an unknown kind")
		}
		policies[collection.Name] = nil
		if collection.EndorsementPolicy == nil {
			continue
		}
		policy, err := readApplication(collection.EndorsementPolicy)
		if err != nil {
			return nil, malformed("collection %s: %v", collection.Name, err)
		}
		policies[collection.Name] = &policy
	}
	return policies, nil
}

// readField is the message inside a definition's field.
func readField(value []byte) ([]byte, error) {
	var data lifecycle.StateData
	if err := unmarshal(value, &data); err != nil {
		return nil, err
	}
	raw, ok := data.Type.(*lifecycle.StateData_Bytes)
	if !ok {
		return nil, fmt.Errorf("not a message")
	}
	return raw.Bytes, nil
}
