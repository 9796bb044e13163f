package replay

import (
	"unicode/utf8"

	"allianceregistry/audit/chain"
)

// What the replay finds. Each is about a transaction of a block.
const (
	// RulesRefuse: the rules refuse a transaction that is valid. Params: name,
	// refusal (code).
	RulesRefuse = "RULES_REFUSE"
	// RulesDiffer: what a transaction wrote, answered or emitted is not what the
	// rules say. Params: what (write, answer, event, namespace, policy), key,
	// path (in the value's JSON), expected, seen; - stands for nothing at all.
	RulesDiffer = "RULES_DIFFER"
	// CallerUnreadable: the sender's certificate cannot be read, so that nobody can
	// say for whom it acts. Params: why.
	CallerUnreadable = "CALLER_UNREADABLE"
	// DefinitionChanged: the channel has a new definition of a chaincode
	// from here on. Params: chaincode, sequence, version, policy (JSON).
	DefinitionChanged = "DEFINITION_CHANGED"
	// ConfigurationChanged: the channel has a new configuration. Params: sequence.
	ConfigurationChanged = "CONFIGURATION_CHANGED"
)

// What comparing a peer's answers with the replay finds. The block is the one that
// last wrote the record, Source the peer.
const (
	// StateDiffers: a record is another than the blocks say. Params: host, key,
	// path, expected, seen, tx (that last wrote it).
	StateDiffers = "STATE_DIFFERS"
	// RecordMissing: a record that the blocks wrote is not there. Params: host, key, expected, tx.
	RecordMissing = "RECORD_MISSING"
	// RecordUnknown: no block wrote this record. Params: host, key, seen.
	RecordUnknown = "RECORD_UNKNOWN"
	// AnswerDiffers: a question is answered otherwise than the replay answers it.
	// Params: host, question, argument, path (in the answer's JSON), expected, seen.
	AnswerDiffers = "ANSWER_DIFFERS"
	// Unanswerable: the replay itself cannot answer, for a record is none of the
	// rules'; the replay has named it. Params: host, question, argument, why.
	Unanswerable = "UNANSWERABLE"
	// PeerSilent: a host's peer does not answer. Params: host, question, why.
	PeerSilent = "PEER_SILENT"
	// PeerBehind: a host's peer has fewer blocks than were verified. Params: host, height, expected.
	PeerBehind = "PEER_BEHIND"
	// PeerMoving: a host's peer could not be compared: its height changed during every
	// try, or was another than most others'. Params: host, tries.
	PeerMoving = "PEER_MOVING"
)

// What laying the hosts side by side finds. Of each, hosts have what was seen and others
// what was expected of them; host is the one of hosts that is accused, empty if there is
// no majority.
const (
	// Fork: a host's block is another than the others'. The block is the first
	// such. Params: host, hosts, others, expected, seen.
	Fork = "FORK"
	// FlagsDiffer: of the same block a host says otherwise which transactions are
	// valid. Params: host, hosts, others, tx, expected, seen.
	FlagsDiffer = "FLAGS_DIFFER"
	// CommitDiffers: a host's running hash over what it committed is another.
	// Params: host, hosts, others, expected, seen.
	CommitDiffers = "COMMIT_DIFFERS"
	// CodesByOrder: a Warning: hosts give a transaction different codes, by both of
	// which it is invalid, and Fabric may give either. From there on their running
	// hashes differ, and are not compared. Params: host (none), hosts, others, tx,
	// expected, seen.
	CodesByOrder = "CODES_BY_ORDER"
	// Lag: a host's peer has fewer blocks than the highest, by more than is allowed.
	// Params: host, height, expected, blocks.
	Lag = "LAG"
	// AnswersDiffer: hosts answer a question differently. Params: host, hosts, others,
	// question, argument, path, expected, seen.
	AnswersDiffer = "ANSWERS_DIFFER"
	// BlockUnreadable: what a host delivers as a block is none. Params: host, why.
	BlockUnreadable = "BLOCK_UNREADABLE"
)

// What deciding again finds. The block is the decision's.
const (
	// DecisionDiffers: from the same votes, charter and seal comes another outcome.
	// Params: proposal, alliance, path, expected, seen.
	DecisionDiffers = "DECISION_DIFFERS"
	// DecisionUndecidable: the rules would not have decided at that time, or have no
	// rule for it. Params: proposal, alliance, refusal.
	DecisionUndecidable = "DECISION_UNDECIDABLE"
	// EngineUnknown: it was decided by rules that this program does not have.
	// Params: proposal, alliance, engine.
	EngineUnknown = "ENGINE_UNKNOWN"
)

// What is valid and odd. All are warnings.
const (
	// HeldBack: a transaction's time lies before what the times of earlier blocks agree
	// on, by more than is allowed. Params: name, time, after, by (duration).
	HeldBack = "HELD_BACK"
	// ClockOff: a transaction's time lies ahead of what the times of later blocks agree
	// on, by more than is allowed. Params: name, time, before, by.
	ClockOff = "CLOCK_OFF"
	// KeyChangedBeforeVote: a party's key was added, rotated or recovered shortly
	// before it voted. Params: party, alliance, proposal, change (event type),
	// changed (tx), by (duration).
	KeyChangedBeforeVote = "KEY_CHANGED_BEFORE_VOTE"
	// FewMayWrite, FewMayDefine and FewMayConfigure: from here on fewer than a majority
	// of the hosts, or one alone, could say what is written, choose the chaincode, or
	// change the channel's hosts. Params: least, hosts (how many), alone (names, or -),
	// policy (in Fabric's words).
	FewMayWrite     = "FEW_MAY_WRITE"
	FewMayDefine    = "FEW_MAY_DEFINE"
	FewMayConfigure = "FEW_MAY_CONFIGURE"
	// ClaimConflict: one identifier is claimed for several. Params: scheme, value,
	// parties, count.
	ClaimConflict = "CLAIM_CONFLICT"
	// HostVotes: one host's keys cast more than a share of an alliance's votes.
	// Params: alliance, host, votes, of, percent.
	HostVotes = "HOST_VOTES"
	// HostMembers: more than a share of an alliance's members are one host's.
	// Params: alliance, host, members, of, percent.
	HostMembers = "HOST_MEMBERS"
	// RuleOutOfReach: the members of an alliance could not meet a rule if all agreed.
	// RuleOneBlocks: one of them can keep it from being met by silence, and the charter has
	// not accepted that. Params: alliance, rule, members.
	RuleOutOfReach = "RULE_OUT_OF_REACH"
	RuleOneBlocks  = "RULE_ONE_BLOCKS"
	// RecoveryUsed: a host asked for, or completed, a recovery of a party's keys.
	// Params: party, status, key, event.
	RecoveryUsed = "RECOVERY_USED"
	// Corrected: a party's record was corrected. Params: party, version, reason.
	Corrected = "CORRECTED"
	// LateDecision: a decision came long after its vote closed. Params: alliance,
	// proposal, closes, decided, by (duration).
	LateDecision = "LATE_DECISION"
	// LateVote: a vote stands in the chain behind a transaction whose time is after
	// the close. Params: alliance, proposal, party, closes, time, after.
	LateVote = "LATE_VOTE"
	// InvalidMany: many of one caller's transactions were invalid. Params: caller,
	// host, invalid, of.
	InvalidMany = "INVALID_MANY"
)

// maxShown bounds what a finding shows of a value.
const maxShown = 200

// absent stands for what is not there at all.
const absent = "-"

// truncate cuts a text to what a person would read of it.
func truncate(text string) string {
	if len(text) <= maxShown {
		return text
	}
	cut := maxShown
	for cut > 0 && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// fault and warning make findings; params are names and values in turn.
func fault(code string, at chain.Place, params ...string) chain.Finding {
	return finding(chain.Fault, code, at, params)
}

func warning(code string, at chain.Place, params ...string) chain.Finding {
	return finding(chain.Warning, code, at, params)
}

func finding(level chain.Severity, code string, at chain.Place, params []string) chain.Finding {
	f := chain.Finding{Code: code, Severity: level, Block: at.Block, Tx: at.Tx, Index: at.Index, Params: map[string]string{}}
	for i := 0; i+1 < len(params); i += 2 {
		f.Params[params[i]] = truncate(params[i+1])
	}
	return f
}

// Codes lists every code of this package, in the order in which they are explained
// above: whoever renders findings has a text for each.
func Codes() []string {
	return []string{
		RulesRefuse, RulesDiffer, CallerUnreadable, DefinitionChanged, ConfigurationChanged,
		StateDiffers, RecordMissing, RecordUnknown, AnswerDiffers, Unanswerable, PeerSilent, PeerBehind, PeerMoving,
		Fork, FlagsDiffer, CommitDiffers, CodesByOrder, Lag, AnswersDiffer, BlockUnreadable,
		DecisionDiffers, DecisionUndecidable, EngineUnknown,
		HeldBack, ClockOff, KeyChangedBeforeVote, FewMayWrite, FewMayDefine, FewMayConfigure, ClaimConflict, HostVotes, HostMembers, RuleOutOfReach, RuleOneBlocks, RecoveryUsed, Corrected,
		LateDecision, LateVote, InvalidMany,
	}
}
