package signoff

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"allianceregistry/client"
	"allianceregistry/membership"
)

// State is how far an act has come.
type State string

// The states. One that is waiting or approved when its time is over has expired.
const (
	Waiting  State = "waiting"
	Approved State = "approved"
	Signed   State = "signed"
	Rejected State = "rejected"
	Expired  State = "expired"
)

// Act is what somebody prepared, as its file has it.
type Act struct {
	Schema int    `json:"schema"`
	ID     string `json:"id"`
	// By is the id of who prepared it, and by whose key it is signed; Party is theirs.
	By    string `json:"by"`
	Party string `json:"party"`
	// Transaction is the name of what is signed, Argument its text, byte for byte.
	Transaction string `json:"transaction"`
	Argument    string `json:"argument"`
	// Digest is over all that an approval is about, see Act.digest.
	Digest   string    `json:"digest"`
	Prepared time.Time `json:"prepared"`
	Expires  time.Time `json:"expires"`
	State    State     `json:"state"`
	// Decided is who approved or rejected it, and when.
	Decided   string    `json:"decided,omitempty"`
	DecidedAt time.Time `json:"decidedAt,omitzero"`
	// Receipt is that of an act that was signed.
	Receipt *client.Receipt `json:"receipt,omitempty"`
}

// digest is the SHA-256 of whose act it is, what it is, and until when: in hex.
func (a Act) digest() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{a.ID, a.Party, a.By, a.Expires.UTC().Format(time.RFC3339Nano), a.Transaction, a.Argument}, "\n")))
	return hex.EncodeToString(sum[:])
}

// Now is the state at a moment.
func (a Act) Now(at time.Time) State {
	if (a.State == Waiting || a.State == Approved) && !at.Before(a.Expires) {
		return Expired
	}
	return a.State
}

// ended is when an act was over that is at a moment; the zero time for one that is not.
func (a Act) ended(at time.Time) time.Time {
	switch a.Now(at) {
	case Signed, Rejected:
		return a.DecidedAt
	case Expired:
		return a.Expires
	}
	return time.Time{}
}

// Read is the transaction, which has to say again byte for byte what the act says.
func (a Act) Read() (membership.Transaction, error) {
	t, err := membership.ParseTransaction(a.Transaction, []byte(a.Argument))
	if err != nil {
		return nil, err
	}
	again, err := json.Marshal(t)
	if err == nil && string(again) != a.Argument {
		err = problem("signoff.changed", "id", a.ID)
	}
	return t, err
}
