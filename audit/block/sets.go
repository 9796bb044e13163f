package block

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/peer"
)

// readSets reads what a call read and wrote (Fabric:
// core/ledger/kvledger/txmgmt/rwsetutil). The public set of a namespace comes
// before its collections.
func readSets(raw []byte) ([]Set, *flaw) {
	const code = peer.TxValidationCode_BAD_RWSET
	var all rwset.TxReadWriteSet
	if err := unmarshal(raw, &all); err != nil {
		return nil, newFlaw(code, "read-write sets: %v", err)
	}
	sets := make([]Set, 0, len(all.NsRwset))
	for _, each := range all.NsRwset {
		set, err := readPublic(each)
		if err != nil {
			return nil, newFlaw(code, "read-write set of %q: %v", each.Namespace, err)
		}
		sets = append(sets, set)
		for _, collection := range each.CollectionHashedRwset {
			if collection.CollectionName == "" {
				return nil, newFlaw(notChecked, "namespace %q has a collection without a name", each.Namespace)
			}
			hashed, err := readHashed(each.Namespace, collection)
			if err != nil {
				return nil, newFlaw(code, "read-write set of %q: %v", each.Namespace, err)
			}
			sets = append(sets, hashed)
		}
	}
	return sets, nil
}

// checkRepeated finds a namespace that is there twice.
func checkRepeated(sets []Set) *flaw {
	seen := make(map[string]bool, len(sets))
	for _, set := range sets {
		if set.Collection != "" {
			continue
		}
		if seen[set.Namespace] {
			return newFlaw(peer.TxValidationCode_ILLEGAL_WRITESET, "namespace %q is there twice", set.Namespace)
		}
		seen[set.Namespace] = true
	}
	return nil
}

// readPublic reads the set of a namespace's public state.
func readPublic(message *rwset.NsReadWriteSet) (Set, error) {
	var content kvrwset.KVRWSet
	if err := unmarshal(message.Rwset, &content); err != nil {
		return Set{}, err
	}
	set := Set{Namespace: message.Namespace, Reads: readReads(content.Reads)}
	for _, query := range content.RangeQueriesInfo {
		set.Ranges = append(set.Ranges, readRange(query))
	}
	for _, write := range content.Writes {
		set.Writes = append(set.Writes, Write{Key: write.Key, Value: write.Value, Delete: write.IsDelete})
	}
	for _, metadata := range content.MetadataWrites {
		set.Policies = append(set.Policies, metadata.Key)
	}
	return set, nil
}

// readHashed reads the set of a private collection: hashes of keys and values.
func readHashed(namespace string, message *rwset.CollectionHashedReadWriteSet) (Set, error) {
	var content kvrwset.HashedRWSet
	if err := unmarshal(message.HashedRwset, &content); err != nil {
		return Set{}, err
	}
	set := Set{Namespace: namespace, Collection: message.CollectionName}
	for _, read := range content.HashedReads {
		set.Reads = append(set.Reads, Read{Key: string(read.KeyHash), Version: readVersion(read.Version)})
	}
	for _, write := range content.HashedWrites {
		set.Writes = append(set.Writes, Write{
			Key:    string(write.KeyHash),
			Value:  write.ValueHash,
			Delete: write.IsDelete || write.IsPurge,
		})
	}
	for _, metadata := range content.MetadataWrites {
		set.Policies = append(set.Policies, string(metadata.KeyHash))
	}
	return set, nil
}

// readReads reads keys and the versions that were found.
func readReads(messages []*kvrwset.KVRead) []Read {
	if len(messages) == 0 {
		return nil
	}
	reads := make([]Read, len(messages))
	for i, message := range messages {
		reads[i] = Read{Key: message.Key, Version: readVersion(message.Version)}
	}
	return reads
}

// readVersion reads which transaction wrote a value.
func readVersion(message *kvrwset.Version) *Version {
	if message == nil {
		return nil
	}
	return &Version{Block: message.BlockNum, Index: message.TxNum}
}

// readRange reads a range of keys that was looked through.
func readRange(message *kvrwset.RangeQueryInfo) Range {
	query := Range{
		Start:     message.StartKey,
		End:       message.EndKey,
		Exhausted: message.ItrExhausted,
		Reads:     readReads(message.GetRawReads().GetKvReads()),
	}
	if summary := message.GetReadsMerkleHashes(); summary != nil {
		query.Summary = &Summary{
			MaxDegree: summary.MaxDegree,
			MaxLevel:  summary.MaxLevel,
			Hashes:    summary.MaxLevelHashes,
		}
	}
	return query
}
