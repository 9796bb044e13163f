package web

import "time"

// At has sessions go by another clock.
func (s *Sessions) At(now func() time.Time) { s.now = now }
