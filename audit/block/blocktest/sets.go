package blocktest

import (
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset"
	"github.com/hyperledger/fabric-protos-go-apiv2/ledger/rwset/kvrwset"

	"allianceregistry/audit/block"
)

// writeSets writes what a call read and wrote. A collection's set follows its
// namespace's public one.
func writeSets(sets []block.Set) []byte {
	all := &rwset.TxReadWriteSet{DataModel: rwset.TxReadWriteSet_KV}
	for _, set := range sets {
		if set.Collection == "" {
			all.NsRwset = append(all.NsRwset, &rwset.NsReadWriteSet{Namespace: set.Namespace, Rwset: marshal(publicSet(set))})
			continue
		}
		last := all.NsRwset[len(all.NsRwset)-1]
		last.CollectionHashedRwset = append(last.CollectionHashedRwset, &rwset.CollectionHashedReadWriteSet{
			CollectionName: set.Collection,
			HashedRwset:    marshal(hashedSet(set)),
		})
	}
	return marshal(all)
}

// publicSet is the set of a namespace's public state.
func publicSet(set block.Set) *kvrwset.KVRWSet {
	message := &kvrwset.KVRWSet{Reads: reads(set.Reads)}
	for _, query := range set.Ranges {
		message.RangeQueriesInfo = append(message.RangeQueriesInfo, rangeQuery(query))
	}
	for _, write := range set.Writes {
		message.Writes = append(message.Writes, &kvrwset.KVWrite{Key: write.Key, Value: write.Value, IsDelete: write.Delete})
	}
	for _, key := range set.Policies {
		message.MetadataWrites = append(message.MetadataWrites, &kvrwset.KVMetadataWrite{
			Key:     key,
			Entries: []*kvrwset.KVMetadataEntry{{Name: "VALIDATION_PARAMETER"}},
		})
	}
	return message
}

// hashedSet is the set of a collection, whose keys and values are hashes already.
func hashedSet(set block.Set) *kvrwset.HashedRWSet {
	message := &kvrwset.HashedRWSet{}
	for _, read := range set.Reads {
		message.HashedReads = append(message.HashedReads, &kvrwset.KVReadHash{
			KeyHash: []byte(read.Key), Version: version(read.Version),
		})
	}
	for _, write := range set.Writes {
		message.HashedWrites = append(message.HashedWrites, &kvrwset.KVWriteHash{
			KeyHash: []byte(write.Key), ValueHash: write.Value, IsDelete: write.Delete,
		})
	}
	for _, key := range set.Policies {
		message.MetadataWrites = append(message.MetadataWrites, &kvrwset.KVMetadataWriteHash{KeyHash: []byte(key)})
	}
	return message
}

// rangeQuery is a range that was looked through.
func rangeQuery(query block.Range) *kvrwset.RangeQueryInfo {
	message := &kvrwset.RangeQueryInfo{StartKey: query.Start, EndKey: query.End, ItrExhausted: query.Exhausted}
	if query.Summary != nil {
		message.ReadsInfo = &kvrwset.RangeQueryInfo_ReadsMerkleHashes{
			ReadsMerkleHashes: &kvrwset.QueryReadsMerkleSummary{
				MaxDegree:      query.Summary.MaxDegree,
				MaxLevel:       query.Summary.MaxLevel,
				MaxLevelHashes: query.Summary.Hashes,
			},
		}
		return message
	}
	message.ReadsInfo = &kvrwset.RangeQueryInfo_RawReads{RawReads: &kvrwset.QueryReads{KvReads: reads(query.Reads)}}
	return message
}

// reads are keys and the versions that were found.
func reads(all []block.Read) []*kvrwset.KVRead {
	var messages []*kvrwset.KVRead
	for _, read := range all {
		messages = append(messages, &kvrwset.KVRead{Key: read.Key, Version: version(read.Version)})
	}
	return messages
}

// version is which transaction wrote a value.
func version(v *block.Version) *kvrwset.Version {
	if v == nil {
		return nil
	}
	return &kvrwset.Version{BlockNum: v.Block, TxNum: v.Index}
}
