package proof

import "fmt"

// Reason is why a file proves nothing. Reasons are stable: programs go by them.
type Reason string

// The reasons.
const (
	// Malformed is a file, or a policy, that has not its form, or is too long.
	Malformed Reason = "MALFORMED"
	// Altered is a file that is not what its digest says.
	Altered Reason = "ALTERED"
	// WrongWords are words for people that do not say what the records say.
	WrongWords Reason = "WRONG_WORDS"
	// WrongChain is a checkpoint of another chain than those of the policy.
	WrongChain Reason = "WRONG_CHAIN"
	// NotSigned is a checkpoint that no log of the policy has signed, or with a signature that does not
	// hold.
	NotSigned Reason = "NOT_SIGNED"
	// TooFewWitnesses is a checkpoint that was not seen by as many as the policy demands.
	TooFewWitnesses Reason = "TOO_FEW_WITNESSES"
	// Stale is a checkpoint that enough have seen, but too long ago.
	Stale Reason = "STALE"
	// FromTheFuture is a checkpoint that was seen after now.
	FromTheFuture Reason = "FROM_THE_FUTURE"
	// NotInLog is a log entry that is not at its place below the checkpoint.
	NotInLog Reason = "NOT_IN_LOG"
	// WrongSeal is a seal that is not the one of the log entry.
	WrongSeal Reason = "WRONG_SEAL"
	// NoRoot is a seal without a root, of which nothing follows for one party.
	NoRoot Reason = "NO_ROOT"
	// WrongPath is a path that does not lead from the root to where the party would be.
	WrongPath Reason = "WRONG_PATH"
	// WrongEntry is a member's entry that is not the one at the end of the path.
	WrongEntry Reason = "WRONG_ENTRY"
	// WrongParty and WrongAlliance are proofs about others than those asked for.
	WrongParty    Reason = "WRONG_PARTY"
	WrongAlliance Reason = "WRONG_ALLIANCE"
)

// Error says why a file proves nothing, or a policy cannot be read.
type Error struct {
	Reason Reason
	Detail string
}

// Error implements error.
func (e *Error) Error() string { return fmt.Sprintf("%s: %s", e.Reason, e.Detail) }

// Is reports whether another error has the same reason.
func (e *Error) Is(other error) bool {
	o, is := other.(*Error) //nolint:errorlint // errors.Is unwraps
	return is && o.Reason == e.Reason
}

func because(reason Reason, detail string, args ...any) error {
	return &Error{reason, fmt.Sprintf(detail, args...)}
}
