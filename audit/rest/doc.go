// Package rest answers questions about the registry over HTTP, under /v1, from the auditor's
// verified index. It only reads.
//
//	request ─► path, method, Accept ─► parameters ─► a question to index.Index
//	                                                   │
//	        ETag, Link ◄── envelope: verified, answer, next ◄┘
//	        or a problem (RFC 9457): code, parameters, a sentence in the reader's language
//
// An operation is one entry in the table of its noun: path, parameters, the type of its
// answer, and the function that asks. Routing, what is refused, and the OpenAPI document all
// come from these entries, so that none of them can say something else than the others.
//
// The document is github.com/danielgtaylor/huma/v2's model, and the schemas of answers are
// made by its registry from the Go types. Its own handling of requests is not used: what it
// refuses it says in English alone, without a code.
//
// # What may never happen
//
//   - An answer does not say up to which block it rests on verified ones.
//   - A misspelt parameter is left out of account, so that the answer is to another question.
//   - A cursor goes on in another question than the one that gave it, or a roster's pages are
//     of different moments.
//   - Input from outside leads to a status of 500, or to a refusal that is no problem
//     document with a stable code.
//   - A path of the machine, or an error of a library, stands in an answer.
package rest
