package memory

import (
	"errors"
	"memory/tables"
	"regexp"
	"sync"
)

var (
	errMissing = errors.New("missing")
	slug       = regexp.MustCompile(`^[a-z]+$`)
	weights    = map[string]int{"full": 2}
	order      = []string{"b", "a"}
	count      int
	cache      = map[string]string{}
	state      struct{ last string }
	lock       sync.Mutex
)

func found(key string, read func(*int)) {
	count++                      // want `package variable count changes: what a peer remembers`
	count = 3                    // want `package variable count`
	cache[key] = key             // want `package variable cache`
	delete(cache, key)           // want `package variable cache`
	clear(cache)                 // want `package variable cache`
	copy(order[1:], order)       // want `package variable order`
	order[0] = key               // want `package variable order`
	state.last = key             // want `package variable state`
	read(&count)                 // want `package variable count`
	lock.Lock()                  // want `package variable lock`
	tables.Names["x"] = key      // want `package variable Names`
	for count = range order[0] { // want `package variable count`
	}
	func() { _, count = 1, 2 }() // want `package variable count`
}

func allowed(key string) error {
	count := weights[key]
	count++
	state := state
	state.last = key
	cache := map[string]string{}
	cache[key] = order[0] + tables.Names[key]
	if p := &state; !slug.MatchString(p.last) {
		return errMissing
	}
	return nil
}
