package proof

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// The algorithms of keys in verifier keys: a log's signatures, and cosignatures with a time.
const (
	signatureAlgorithm   = 1
	cosignatureAlgorithm = 4
)

// keyIDSize is how many bytes of a signature are the key's id.
const keyIDSize = 4

// KeyID is the id of a key of a name in a signed note.
func KeyID(name string, algorithm byte, key ed25519.PublicKey) uint32 {
	sum := sha256.Sum256(append([]byte(name+"\n"+string(rune(algorithm))), key...))
	return binary.BigEndian.Uint32(sum[:])
}

// LogKey and WitnessKey write a verifier key (C2SP signed-note): NAME+ID+KEY.
func LogKey(origin string, key ed25519.PublicKey) string {
	return verifierKey(origin, signatureAlgorithm, key)
}

// WitnessKey is LogKey for the key of cosignatures.
func WitnessKey(name string, key ed25519.PublicKey) string {
	return verifierKey(name, cosignatureAlgorithm, key)
}

func verifierKey(name string, algorithm byte, key ed25519.PublicKey) string {
	text := base64.StdEncoding.EncodeToString(append([]byte{algorithm}, key...))
	return fmt.Sprintf("%s+%08x+%s", name, KeyID(name, algorithm, key), text)
}

// readVerifierKey reads a verifier key of an algorithm.
func readVerifierKey(text string, algorithm byte) (name string, key ed25519.PublicKey, err error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) == 3 {
		var raw []byte
		raw, err = base64.StdEncoding.Strict().DecodeString(parts[2])
		if err == nil && len(raw) == 1+ed25519.PublicKeySize && raw[0] == algorithm {
			name, key = parts[0], raw[1:]
		}
	}
	if key == nil || !IsName(name) || verifierKey(name, algorithm, key) != text {
		return "", nil, fmt.Errorf("%.200q is no verifier key of that kind", text)
	}
	return name, key, nil
}

// IsName reports whether a signed note can hold a name of a key: printable ASCII without a plus.
func IsName(name string) bool {
	return name != "" && len(name) <= 200 && strings.IndexFunc(name, func(r rune) bool { return r <= ' ' || r == '+' || r == 0x7f || r >= 0x80 }) < 0
}

// CosignedMessage is what a witness signs: the time, and the text of the checkpoint.
func CosignedMessage(seen time.Time, checkpoint []byte) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatInt(seen.Unix(), 10)+"\n"), checkpoint...)
}

// witness verifies cosignatures.
type witness struct {
	name string
	key  ed25519.PublicKey
}

// Name, KeyHash and Verify implement note.Verifier.
func (w witness) Name() string { return w.name }

// KeyHash implements note.Verifier.
func (w witness) KeyHash() uint32 { return KeyID(w.name, cosignatureAlgorithm, w.key) }

// Verify implements note.Verifier.
func (w witness) Verify(checkpoint, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	seen, ok := seenAt(signature)
	return ok && ed25519.Verify(w.key, CosignedMessage(seen, checkpoint), signature[8:])
}

// lastSecond is the end of the year 9999, the last that a time can be written in.
const lastSecond = 253402300799

// seenAt is the time in a cosignature.
func seenAt(signature []byte) (time.Time, bool) {
	seconds := binary.BigEndian.Uint64(signature)
	if seconds == 0 || seconds > lastSecond {
		return time.Time{}, false
	}
	return time.Unix(int64(seconds), 0).UTC(), true
}

// signer signs notes.
type signer struct {
	name string
	id   uint32
	sign func(message []byte) []byte
}

// Name, KeyHash and Sign implement note.Signer.
func (s signer) Name() string { return s.name }

// KeyHash implements note.Signer.
func (s signer) KeyHash() uint32 { return s.id }

// Sign implements note.Signer.
func (s signer) Sign(message []byte) ([]byte, error) { return s.sign(message), nil }

// LogSigner signs checkpoints of an origin.
func LogSigner(origin string, key ed25519.PrivateKey) note.Signer {
	public := key.Public().(ed25519.PublicKey)
	return signer{origin, KeyID(origin, signatureAlgorithm, public), func(message []byte) []byte { return ed25519.Sign(key, message) }}
}

// Cosigner signs checkpoints as a witness that saw them at a time.
func Cosigner(name string, key ed25519.PrivateKey, seen time.Time) note.Signer {
	public := key.Public().(ed25519.PublicKey)
	return signer{name, KeyID(name, cosignatureAlgorithm, public), func(message []byte) []byte {
		signature := binary.BigEndian.AppendUint64(nil, uint64(seen.Unix())) // #nosec G115 -- a clock's
		return append(signature, ed25519.Sign(key, CosignedMessage(seen, message))...)
	}}
}

// signatureBytes is a signature of a note without the key's id.
func signatureBytes(s note.Signature) ([]byte, error) {
	raw, err := base64.StdEncoding.DecodeString(s.Base64)
	if err != nil || len(raw) < keyIDSize+8 {
		return nil, fmt.Errorf("the signature of %s is too short", s.Name)
	}
	return raw[keyIDSize:], nil
}
