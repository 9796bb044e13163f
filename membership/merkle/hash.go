package merkle

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
)

// Hash is a SHA-256; in texts 64 lower-case hexadecimal digits.
type Hash [sha256.Size]byte

// Of is the hash of some bytes.
func Of(content []byte) Hash { return sha256.Sum256(content) }

// leafHash is the hash of a subtree with one key.
func leafHash(key, value Hash) Hash {
	return Of(append(append([]byte{0}, key[:]...), value[:]...))
}

// innerHash is the hash of a subtree with several keys.
func innerHash(left, right Hash) Hash {
	return Of(append(append([]byte{1}, left[:]...), right[:]...))
}

// bit is the bit of a key that decides at a depth: 0 or 1.
func (h Hash) bit(depth int) byte { return h[depth/8] >> (7 - depth%8) & 1 }

// depths are the bits of a key.
const depths = 8 * sha256.Size

// String is the hash in hexadecimal digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText writes a hash in hexadecimal digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 lower-case hexadecimal digits, and nothing else.
func (h *Hash) UnmarshalText(text []byte) error {
	read, err := hex.DecodeString(string(text))
	if err != nil || len(read) != len(h) || hex.EncodeToString(read) != string(text) {
		return fmt.Errorf("%q are not %d lower-case hexadecimal digits", text[:min(len(text), depths)], 2*len(h))
	}
	copy(h[:], read)
	return nil
}
