package block

import (
	"bytes"
	"fmt"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// lastConfigEntry is where the last configuration's number stood before it was
// signed with the block (Fabric: BlockMetadataIndex_LAST_CONFIG, deprecated).
const lastConfigEntry common.BlockMetadataIndex = 1

// entry is one part of a block's metadata, nil if it has none.
func entry(metadata *common.BlockMetadata, index common.BlockMetadataIndex) []byte {
	if int(index) >= len(metadata.Metadata) {
		return nil
	}
	return metadata.Metadata[index]
}

// readSigned reads the orderers' signatures over the header, and the number of
// the configuration in force, which they sign with it.
func readSigned(metadata *common.BlockMetadata, header []byte) ([]Signature, uint64, error) {
	var signed common.Metadata
	if err := unmarshal(entry(metadata, common.BlockMetadataIndex_SIGNATURES), &signed); err != nil {
		return nil, 0, malformed("orderers' signatures: %v", err)
	}
	lastConfig, err := readLastConfig(metadata, signed.Value)
	if err != nil {
		return nil, 0, err
	}
	entry := entry(metadata, common.BlockMetadataIndex_SIGNATURES)
	if err := checkCopies(len(signed.Signatures), len(signed.Value)+len(header), len(entry)); err != nil {
		return nil, 0, malformed("orderers' signatures: %v", err)
	}
	signatures := make([]Signature, 0, len(signed.Signatures))
	for _, each := range signed.Signatures {
		signature, err := readOrderer(each, signed.Value, header)
		if err != nil {
			return nil, 0, malformed("orderers' signatures: %v", err)
		}
		signatures = append(signatures, signature)
	}
	return signatures, lastConfig, nil
}

// readLastConfig reads the number from what the orderers signed. A channel's first
// block is not signed: its own entry says 0.
func readLastConfig(metadata *common.BlockMetadata, signed []byte) (uint64, error) {
	if len(signed) > 0 {
		var orderer common.OrdererBlockMetadata
		if err := unmarshal(signed, &orderer); err != nil {
			return 0, malformed("last configuration: %v", err)
		}
		return orderer.GetLastConfig().GetIndex(), nil
	}
	var wrapper common.Metadata
	var last common.LastConfig
	if err := unmarshal(entry(metadata, lastConfigEntry), &wrapper); err != nil {
		return 0, malformed("last configuration: %v", err)
	}
	if err := unmarshal(wrapper.Value, &last); err != nil {
		return 0, malformed("last configuration: %v", err)
	}
	return last.Index, nil
}

// readOrderer reads one orderer's signature. With BFT an orderer names itself by
// its number in the configuration. (Fabric: protoutil.BlockSignatureVerifier.)
func readOrderer(signature *common.MetadataSignature, value, header []byte) (Signature, error) {
	if len(signature.SignatureHeader) == 0 && len(signature.IdentifierHeader) > 0 {
		var identifier common.IdentifierHeader
		if err := unmarshal(signature.IdentifierHeader, &identifier); err != nil {
			return Signature{}, err
		}
		return Signature{
			Consenter: identifier.Identifier,
			Message:   join(value, signature.IdentifierHeader, header),
			Value:     signature.Signature,
		}, nil
	}
	var signer common.SignatureHeader
	if err := unmarshal(signature.SignatureHeader, &signer); err != nil {
		return Signature{}, err
	}
	return Signature{
		Signer:  readIdentity(signer.Creator),
		Message: join(value, signature.SignatureHeader, header),
		Value:   signature.Signature,
	}, nil
}

// readCommit reads the peer's running hash.
func readCommit(metadata *common.BlockMetadata) ([]byte, error) {
	var commit common.Metadata
	if err := unmarshal(entry(metadata, common.BlockMetadataIndex_COMMIT_HASH), &commit); err != nil {
		return nil, malformed("commit hash: %v", err)
	}
	return commit.Value, nil
}

// readCodes reads the peer's verdict on each transaction: one byte each.
func readCodes(message *common.Block) ([]string, error) {
	codes := make([]string, len(message.Data.Data))
	verdicts := entry(message.Metadata, common.BlockMetadataIndex_TRANSACTIONS_FILTER)
	if len(verdicts) == 0 {
		verdicts = bytes.Repeat([]byte{byte(peer.TxValidationCode_NOT_VALIDATED)}, len(codes))
	}
	if len(verdicts) != len(codes) {
		return nil, malformed("block %d has %d transactions and %d validation codes",
			message.Header.Number, len(codes), len(verdicts))
	}
	for i, verdict := range verdicts {
		codes[i] = codeName(verdict)
	}
	return codes, nil
}

// codeName is Fabric's word for a validation code, or its number if there is none.
func codeName(code byte) string {
	if name, ok := peer.TxValidationCode_name[int32(code)]; ok {
		return name
	}
	return fmt.Sprintf("CODE_%d", code)
}

// join puts parts one after another into bytes of their own.
func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
