// Package input reads what people write, in files and on the command line, and
// gives one thing one meaning wherever it stands.
//
//	bytes ─ clean ─► UTF-8 ─ parse ─► nodes, of YAML or JSON ─ Format.Decode ─► a value, Lines
//	                                                     └ a scalar ─┐
//	a flag's value ──────────────────────────────────────────────────┴─► Number, Moment, …
//
// A scalar is read by the type that is wanted, never by what it looks like: where a
// text is wanted, 2026-01-01, yes, 010 and 1.0 are texts; where a number is wanted,
// 010 could be eight or ten, and is refused. Quotation marks change nothing. So the
// same words mean the same in YAML, in JSON and behind a flag.
//
// What cannot be read has a Problem with parameters, and each defect of a file its
// line: which character is wrong there, and what to type in its place. The sentences
// lie in Words, in every language, and no library's own English comes to a reader.
package input
