// Package report shows a replay.Report as people and programs read it: a page that
// is read, printed and filed (HTML), a table for spreadsheets (CSV), all of it for
// programs (JSON); and signs the file, so that whoever gets it can tell from whom it
// is and that nothing in it was changed.
//
//	replay.Report ─┬─ HTML ─┐
//	               ├─ CSV  ─┼─► bytes ── Sign ──► detached signature
//	               └─ JSON ─┘             Verify ◄── bytes, signature, certificate
//
// # What may never happen
//
//   - Somebody's name, reason or key does something to the reader: is run as a
//     script or a formula, or turns the direction of what stands after it.
//   - A page fetches anything: what is printed is what was made.
//   - The same report, in the same language, comes out as other bytes.
package report
