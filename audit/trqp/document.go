package trqp

import (
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"allianceregistry/audit/rest"
)

// Prefix is where the paths of the queries are served beside those of package rest, and stand
// in its document.
const Prefix = "/trqp"

// tag is that of the operations.
const tag = "trust registry queries"

// Describe adds both queries to the document of package rest.
func Describe(document *huma.OpenAPI) {
	document.Tags = append(document.Tags, &huma.Tag{Name: tag, Description: "The Trust Registry Query Protocol 2.0 of the Trust Over IP Foundation, by its HTTPS binding."})
	document.AddOperation(query(document, AuthorizationPath, "authorizationQuery", "Whether an alliance authorizes a party",
		"Whether it had the party as a member at that moment (hold), or gave it a right. What is not known is a problem with status 404, and not a no.",
		Query{Authority: "zgc@industry", Entity: "acme@industry", Action: "vote", Resource: resource}))
	document.AddOperation(query(document, RecognitionPath, "recognitionQuery", "Whether an alliance recognizes another",
		"Whether it did at that moment, by its own decision.",
		Query{Authority: "zgc@industry", Entity: "ring@industry", Action: Recognize, Resource: allianceSubject}))
}

// about says what stands in a query, beside its members' names.
var about = map[string]string{ //nolint:gochecknoglobals // fixed
	"authority_id": "An alliance: the registry's id, or alliance-registry:GENESIS/ID with the hash of the chain's first block.",
	"entity_id":    "A party; in a recognition query an alliance.",
	"action":       "hold, voice, vote, propose, sponsor, seat or read; in a recognition query recognize.",
	"resource":     "membership, or membership:CLASS; in a recognition query alliance.",
	"context":      "time is the moment that is asked about (RFC 3339); without it, now. Other members are left out of account.",
}

func query(document *huma.OpenAPI, path, id, summary, description string, example Query) *huma.Operation {
	schemas := document.Components.Schemas
	asked := schemas.Schema(reflect.TypeFor[Query](), true, "TrqpQuery")
	answered := schemas.Schema(reflect.TypeFor[Answer](), true, "TrqpAnswer")
	for _, of := range []*huma.Schema{schemas.SchemaFromRef(asked.Ref), schemas.SchemaFromRef(answered.Ref)} {
		for name, said := range about {
			of.Properties[name].Description = said
		}
	}
	schemas.SchemaFromRef(asked.Ref).Properties["context"].Nullable = true // as who has none may write
	responses := rest.Problems(document, http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusUnsupportedMediaType,
		http.StatusInternalServerError, http.StatusServiceUnavailable)
	responses["200"] = &huma.Response{
		Description: "The answer: authorized, or in a recognition query recognized.",
		Content:     map[string]*huma.MediaType{jsonType: {Schema: answered}},
	}
	return &huma.Operation{
		Method: http.MethodPost, Path: Prefix + path, OperationID: id, Tags: []string{tag}, Summary: summary, Description: description,
		Security: []map[string][]string{},
		Parameters: []*huma.Param{
			{
				Name: "Accept-Language", In: "header", Description: "The languages in which message, or a problem, is understood.",
				Schema: &huma.Schema{Type: huma.TypeString}, Example: "zh-CN",
			},
			{
				Name: "X-Request-ID", In: "header", Description: "A name of the request, which the answer has too.",
				Schema: &huma.Schema{Type: huma.TypeString},
			},
		},
		RequestBody: &huma.RequestBody{
			Required: true, Content: map[string]*huma.MediaType{jsonType: {Schema: asked, Example: example}},
		},
		Responses: responses,
	}
}
