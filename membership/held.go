package membership

// held is a store that holds what is written until it is known that nothing
// refuses it: what is refused halfway leaves nothing behind. A transaction sees
// one state, never its own writes, so nobody reads what is held.
type held struct {
	Store
	writes []Entry
}

// Put implements Store.
func (h *held) Put(key Key, value []byte) error {
	h.writes = append(h.writes, Entry{Key: key, Value: value})
	return nil
}

// release writes what was held, in the order in which it came.
func (h *held) release() error {
	for _, write := range h.writes {
		if err := h.Store.Put(write.Key, write.Value); err != nil {
			return err
		}
	}
	return nil
}
