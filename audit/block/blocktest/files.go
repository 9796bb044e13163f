package blocktest

import (
	"os"
	"path/filepath"

	"github.com/hyperledger/fabric-protos-go-apiv2/common"
	"google.golang.org/protobuf/encoding/protowire"
)

// WriteFiles writes blocks into a folder as a peer keeps them, in one file.
func WriteFiles(folder string, blocks ...[]byte) error {
	var file []byte
	for _, raw := range blocks {
		file = protowire.AppendBytes(file, Stored(raw))
	}
	return os.WriteFile(filepath.Join(folder, "blockfile_000000"), file, 0o600)
}

// Stored is a block in the form of a peer's file, without its length (Fabric:
// common/ledger/blkstorage, serializeBlock).
func Stored(raw []byte) []byte {
	message := unmarshal(raw, &common.Block{})
	stored := protowire.AppendVarint(nil, message.Header.Number)
	stored = protowire.AppendBytes(stored, message.Header.DataHash)
	stored = protowire.AppendBytes(stored, message.Header.PreviousHash)
	for _, list := range [][][]byte{message.Data.Data, message.Metadata.Metadata} {
		stored = protowire.AppendVarint(stored, uint64(len(list)))
		for _, each := range list {
			stored = protowire.AppendBytes(stored, each)
		}
	}
	return stored
}

// WriteSnapshotInfo writes what a peer that joined from a snapshot keeps beside its
// block files: the number of the last block in it.
func WriteSnapshotInfo(folder string, last uint64) error {
	raw := marshal(&common.BootstrappingSnapshotInfo{LastBlockInSnapshot: last})
	return os.WriteFile(filepath.Join(folder, "bootstrappingSnapshot.info"), raw, 0o600)
}
