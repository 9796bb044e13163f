// Package schema says in JSON Schema what the contract takes and answers, for programs
// in other languages: https://json-schema.org/draft/2020-12.
//
// # The documents
//
//	arguments.json  what each transaction and question is sent with
//	answers.json    what each answers
//	events.json     what a transaction says it did
//	refusals.json   how the rules say no: each code, with its parameters
//
// They are worked out from the rules' own types, by Documents, and lie beside this file
// as they are published; a test of the contract compares them, and writes them anew with
// -update. Each stands alone: it refers to nothing outside itself. The root of
// arguments.json and of answers.json is an object that has one property for each
// transaction and question, so that a generator of types finds them by their names.
//
// # How strict they are
//
// What the rules take, written with names and fields as the schemas have them, a schema
// takes. Arguments are closed: a field that is not there is refused, as the rules refuse
// it. Answers, events and refusals are open: a later version of the rules may add fields
// to them, and words to their enumerations.
//
// What no schema can say, the rules alone refuse: a field that stands twice, anything
// behind the object, text that is not UTF-8, whole numbers written 1.0 or 1e0, more than
// form.MaxArgument bytes, days that no calendar has, check digits, texts that could
// mislead a reader, and whatever depends on the ledger or on other fields. The rules
// also read what no schema takes: the names of fields in other capitals, null for a
// field that is left out, a number that is 0 when it is left out, and moments in ways that
// RFC 3339 does not know (T8:00:00Z).
//
// # What it never does
//
// Nothing that decides imports it: what the rules take is theirs alone to say.
package schema

import "embed"

// Files are the documents as they are published, by their names.
//
//go:embed *.json
var Files embed.FS
