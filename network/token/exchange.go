package token

// What network-token is asked to do.
const (
	Open = "open" // log in, and nothing else
	Make = "make" // make the key of that label, unless there is one
	Sign = "sign" // with the key of that id
	Take = "take" // a key that was a file, under a label, unless there is one of that label
)

// Request is what network-token is asked, once, in JSON.
type Request struct {
	Do      string `json:"do"`
	Library string `json:"library"`
	Label   string `json:"label"` // the token's
	PIN     string `json:"pin"`
	Key     string `json:"key,omitempty"`     // Make, Take: the key's label
	Private []byte `json:"private,omitempty"` // Take: the private key, 32 bytes
	Point   []byte `json:"point,omitempty"`   // Take: the public key on P-256, uncompressed
	ID      []byte `json:"id,omitempty"`      // Sign: the SHA-256 of the key's uncompressed point, as Fabric has it
	Digest  []byte `json:"digest,omitempty"`  // Sign: 32 bytes
}

// Fault is why network-token did not do it.
type Fault string

// Faults.
const (
	NoLibrary Fault = "library" // it cannot be opened
	NoToken   Fault = "token"   // none has that label
	WrongPIN  Fault = "pin"
	Locked    Fault = "locked" // after too many wrong PINs
	NoKey     Fault = "key"
	Other     Fault = "other"
)

// Answer is what network-token says, in JSON.
type Answer struct {
	Fault     Fault    `json:"fault,omitempty"`
	Detail    string   `json:"detail,omitempty"`    // of a fault, as the library says it
	Tokens    []string `json:"tokens,omitempty"`    // NoToken: the labels of those that there are
	Point     []byte   `json:"point,omitempty"`     // Make, Take: the public key on P-256, uncompressed
	Signature []byte   `json:"signature,omitempty"` // Sign: r and s, 32 bytes each
}
