package chain

import (
	"errors"
	"fmt"
	"strings"
)

// The codes of findings about a block. Each names the parameters that it has.
const (
	// Unreadable: the bytes are no block, or a transaction that the peer calls VALID
	// cannot be read. Parameters: why. A Warning if the peer does not call it VALID.
	Unreadable = "UNREADABLE"
	// WrongRoot: the first block is not the one that is trusted. Parameters:
	// expected, seen (hashes).
	WrongRoot = "WRONG_ROOT"
	// WrongChannel: a transaction names another channel. Parameters: expected, seen.
	WrongChannel = "WRONG_CHANNEL"
	// WrongNumber: a gap, a swap or a repetition. Parameters: expected, seen.
	WrongNumber = "WRONG_NUMBER"
	// WrongPrevious: the block follows another one than the last: a fork, or one was
	// dropped. Parameters: expected, seen (hashes).
	WrongPrevious = "WRONG_PREVIOUS"
	// ForkedHistory: the block is another than the one that was verified under its
	// number before: those who keep the ledger have written history anew. The block
	// is the first that differs. Parameters: expected, seen (hashes), evidence (a file,
	// empty where none is kept).
	ForkedHistory = "FORKED_HISTORY"
	// WrongData: the transactions are not those that the header is about.
	// Parameters: expected, seen (hashes).
	WrongData = "WRONG_DATA"
	// OrderersMissing: the orderers' signatures do not satisfy the channel's policy
	// for blocks. Parameters: have, need.
	OrderersMissing = "ORDERERS_MISSING"
	// OrdererInvalid: a Warning: one of the orderers' signatures does not count,
	// others suffice. Parameters: signer, why.
	OrdererInvalid = "ORDERER_INVALID"
	// WrongConfigNumber: the orderers signed another number for the configuration in
	// force than the blocks before say. Parameters: expected, seen.
	WrongConfigNumber = "WRONG_CONFIG_NUMBER"
	// ConfigUnauthorized: a new configuration is not what its update asked for, or
	// those who signed it may not change that. Parameters: element, why.
	ConfigUnauthorized = "CONFIG_UNAUTHORIZED"
)

// The codes of findings about a source as a whole.
const (
	// OlderCopy: a Warning: the source has less than was verified before, and that
	// alike. Parameters: height, verified (numbers of blocks).
	OlderCopy = "OLDER_COPY"
	// SourceSilent: a Warning: the source answers, and then gives nothing. The block
	// is the one that it was asked for. Parameters: after (a duration).
	SourceSilent = "SOURCE_SILENT"
	// SourceSlow: a Warning: the source gives its blocks so slowly that it was put
	// behind the others. Parameters: blocks, in (a duration).
	SourceSlow = "SOURCE_SLOW"
	// SourceAway: a Warning: the source cannot be reached, or fails at what is asked of
	// it, at the beginning or later on. Parameters: why.
	SourceAway = "SOURCE_AWAY"
	// SourceShort: a Warning: the source says that it has more blocks than the others,
	// and gives none of them; nobody signs a height. The block is the first that it does
	// not give. Parameters: height (what it says).
	SourceShort = "SOURCE_SHORT"
	// FilesDamaged: what comes from a place of a file on cannot be read; the block is
	// the one that would be there. Parameters: file, offset, why.
	FilesDamaged = "FILES_DAMAGED"
	// FilesStrange: a Warning: a file in the folder is none of the ledger's, and was
	// passed over. Parameters: file.
	FilesStrange = "FILES_STRANGE"
)

// The codes of findings about a transaction.
const (
	// WrongCode: the peer's validation code is not the one worked out here.
	// Parameters: expected, seen, why.
	WrongCode = "WRONG_CODE"
	// WrongTxID: the id is not that of the nonce and the sender. Parameters:
	// expected, seen.
	WrongTxID = "WRONG_TX_ID"
	// BadSender: the sender's signature is not valid, or its organization did not
	// issue the certificate. Parameters: sender, why.
	BadSender = "BAD_SENDER"
	// SenderExpired: a Warning: the certificate had expired at the transaction's
	// time; Fabric's peers do not look. Parameters: sender, expired.
	SenderExpired = "SENDER_EXPIRED"
	// RepeatedTx: a transaction with this id was there before.
	RepeatedTx = "REPEATED_TX"
	// EndorsementsMissing: too few transaction endorsements for a policy.
	// Parameters: namespace, policy, have, need, by (organizations that count).
	EndorsementsMissing = "TX_ENDORSEMENTS_MISSING"
	// EndorserInvalid: a transaction endorsement that does not count: its signature
	// or certificate is not valid. Parameters: endorser, why. A Fault if the others
	// do not suffice, else a Warning.
	EndorserInvalid = "TX_ENDORSER_INVALID"
	// EndorserRevoked: as EndorserInvalid; the certificate was revoked by then.
	// Parameters: endorser, serial.
	EndorserRevoked = "TX_ENDORSER_REVOKED"
	// EndorserExpired: a Warning: the certificate had expired at the transaction's
	// time; Fabric counts it. Parameters: endorser, expired.
	EndorserExpired = "TX_ENDORSER_EXPIRED"
	// KeyPolicy: a valid transaction sets a key's own endorsement policy. The
	// registry uses none, and what comes after could not be judged. Parameters:
	// namespace, key.
	KeyPolicy = "KEY_POLICY"
	// UnknownPolicy: a policy or collection of a kind that this package does not
	// know, so that nobody can say whether it is met. Parameters: policy.
	UnknownPolicy = "UNKNOWN_POLICY"
)

// ShortFinding is the warning about a source that says it has so many blocks, and does not give
// the one with a number. One that fails at it by itself, and not for being waited for too
// long, is away: why is its last error, nil if there was none.
func ShortFinding(source Source, height, number uint64, why error) Finding {
	if late := new(SilentError); why != nil && !errors.As(why, &late) {
		return AwayFinding(source, why.Error())
	}
	f := findings{source: source.Name(), block: number}
	f.add(Warning, SourceShort, "height", decimal(height))
	return f.list[0]
}

// AwayFinding is the warning about a source that cannot be reached, or fails.
func AwayFinding(source Source, why string) Finding {
	f := findings{source: source.Name()}
	f.add(Warning, SourceAway, "why", why)
	return f.list[0]
}

// Broken is a block that must not be used, with everything that was found wrong
// in it. Another source may have a good copy.
type Broken struct {
	Findings []Finding
}

// Error lists the faults in the order of the block.
func (b *Broken) Error() string {
	var faults []string
	for _, f := range b.Findings {
		if f.Severity == Fault {
			faults = append(faults, f.String())
		}
	}
	return "block not to be believed: " + strings.Join(faults, "; ")
}

// String says what and where, for logs: people read the text of package text.
func (f Finding) String() string {
	where := fmt.Sprintf("block %d", f.Block)
	if f.Tx != "" {
		where += fmt.Sprintf(" transaction %d (%s)", f.Index, f.Tx)
	}
	if f.Source != "" {
		where += " from " + f.Source
	}
	return fmt.Sprintf("%s in %s %v", f.Code, where, f.Params)
}

// findings collects what is found in one block.
type findings struct {
	source string
	block  uint64
	list   []Finding
	faulty bool // one of the list is a fault
}

// maxFindings bounds what is said of one block that does not hold: whoever forged
// it could have it go on for as long as it is.
const maxFindings = 1000

// put notes a finding, unless the block is broken and enough has been said of it.
func (f *findings) put(found Finding) {
	if f.faulty && len(f.list) >= maxFindings {
		return
	}
	f.faulty = f.faulty || found.Severity == Fault
	f.list = append(f.list, found)
}

// add notes something about the block. Params are name and value in turn.
func (f *findings) add(level Severity, code string, params ...string) {
	f.put(Finding{
		Code: code, Severity: level, Block: f.block, Source: f.source, Params: pairs(params),
	})
}

// addTx notes something about the transaction at a place of the block.
func (f *findings) addTx(index int, id string, level Severity, code string, params ...string) {
	f.put(Finding{
		Code: code, Severity: level, Block: f.block, Source: f.source, Index: index, Tx: id, Params: pairs(params),
	})
}

// broken reports whether a fault is among them.
func (f *findings) broken() bool { return f.faulty }

func pairs(params []string) map[string]string {
	if len(params) == 0 {
		return nil
	}
	m := make(map[string]string, len(params)/2)
	for i := 0; i+1 < len(params); i += 2 {
		m[params[i]] = params[i+1]
	}
	return m
}
