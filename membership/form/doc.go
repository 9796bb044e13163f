// Package form holds what a single value must look like, whatever the ledger holds:
// a text, a name, an id, a country, a code of an organization, a length of time; and
// how a record is written as bytes.
//
// # Words
//
// A slug is a name of lower-case letters, digits and inner hyphens; an id is
// slug@host. Names are one name in several languages. A digest is a SHA-256 in
// lower-case hex. An LEI (ISO 17442-1) and a USCC (GB 32100-2015) are codes that
// organizations have from elsewhere; both carry check digits. An argument is the JSON
// object that a transaction is sent with.
//
// A function that is called Check… returns nil or a *refusal.Error, in which a field
// is named as the caller named it. Decode is strict: an unknown field, a field that
// stands twice and anything behind the object are refused. Encode is canonical: equal
// records give equal bytes.
//
// # What it never does
//
// It reads no ledger and no clock, and knows no charter. What it accepted once, later
// versions accept: see AcceptedByTwo for the one time at which it was made stricter.
package form
