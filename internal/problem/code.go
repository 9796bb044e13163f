// Package problem names why a request over HTTP was not answered, and with which HTTP status
// each code comes, those of the rules too: the same in the auditor's program and in the
// members'. What is said of a code stands with the program that says it; how a problem is
// written is web.Problem's.
package problem

// Code names why a request was not answered, where the rules do not say so. Codes are stable.
type Code string

// What can be wrong with any request, with the parameters of each.
const (
	UnknownPath       Code = "UNKNOWN_PATH"           // path
	MethodNotAllowed  Code = "METHOD_NOT_ALLOWED"     // method, allow
	NotAcceptable     Code = "NOT_ACCEPTABLE"         // accept, offered
	URITooLong        Code = "URI_TOO_LONG"           // most: bytes
	BadQuery          Code = "BAD_QUERY"              // none
	UnknownParameter  Code = "UNKNOWN_PARAMETER"      // parameter, parameters (those that there are)
	RepeatedParameter Code = "REPEATED_PARAMETER"     // parameter
	UnsupportedType   Code = "UNSUPPORTED_MEDIA_TYPE" // offered
	BadBody           Code = "BAD_BODY"               // none
	// Internal is a failure that is not the asker's: the server's log says more.
	Internal Code = "INTERNAL" // none
)
