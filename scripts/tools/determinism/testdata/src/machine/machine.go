package machine

import (
	crypto "crypto/rand"
	"crypto/sha256"
	"encoding/gob"
	"encoding/json"
	"hash/maphash"
	"io"
	"math/rand"
	two "math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"unsafe"
)

func found(b []byte, w io.Writer, r *rand.Rand) { // want `math/rand.Rand: each peer draws its own numbers`
	_ = rand.Intn(3)            // want `math/rand.Intn`
	_ = r.Intn(3)               // want `math/rand.Rand.Intn`
	_ = two.IntN(3)             // want `math/rand/v2.IntN`
	_, _ = crypto.Read(b)       // want `crypto/rand.Read`
	_ = crypto.Reader           // want `crypto/rand.Reader`
	_ = maphash.MakeSeed()      // want `hash/maphash.MakeSeed`
	_ = os.Getenv("HOME")       // want `os.Getenv: it depends on the machine`
	_, _ = os.ReadFile("x")     // want `os.ReadFile`
	_, _ = filepath.Abs("x")    // want `path/filepath.Abs`
	_ = runtime.GOOS            // want `runtime.GOOS`
	_ = unsafe.Pointer(&b)      // want `unsafe.Pointer: addresses and layouts`
	gob.NewEncoder(w).Encode(b) // want `encoding/gob.NewEncoder` `encoding/gob.Encoder.Encode`
}

func allowed(b []byte) {
	_ = sha256.Sum256(b)
	_, _ = json.Marshal(map[string]int{"b": 1, "a": 2})
}
