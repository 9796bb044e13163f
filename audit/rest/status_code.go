package rest

import (
	"cmp"
	"net/http"

	"allianceregistry/audit/index"
	"allianceregistry/internal/problem"
)

// statuses says with which HTTP status each code is answered that only an auditor's program
// has.
var statuses = problem.Statuses{ //nolint:gochecknoglobals // fixed
	{http.StatusBadRequest, problem.Texts(BadNumber, BadPeriod)},
	{http.StatusNotFound, problem.Texts(UnknownAction, UnknownResource)},
	{http.StatusServiceUnavailable, problem.Texts(IndexEmpty)},

	{http.StatusServiceUnavailable, problem.Texts(index.Locked, index.Full, index.Stuck)},
	{http.StatusInternalServerError, problem.Texts(index.OtherSchema, index.Gap, index.OtherChain, index.OtherChaincode, index.Altered, index.Damaged)},
}

// Status is the HTTP status of a code; that of one that nobody knows is 500.
func Status(code string) int {
	return cmp.Or(statuses.Of(code), problem.Common.Of(code), http.StatusInternalServerError)
}
