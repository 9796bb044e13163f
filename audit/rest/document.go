package rest

import (
	"encoding/json"
	"maps"
	"net/http"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"allianceregistry/internal/problem"
	"allianceregistry/internal/web"
)

// documentTypes are the media types of the document, by the ends of their files' names.
var documentTypes = map[string]string{ //nolint:gochecknoglobals // fixed
	".json": "application/openapi+json", ".yaml": "application/openapi+yaml",
}

// documents are the OpenAPI document, by the names of its files.
func documents(version string, more ...func(*huma.OpenAPI)) map[string][]byte {
	document := Document(version, more...)
	asYAML, err := document.YAML()
	if err != nil {
		panic(err) // it is a part of this program
	}
	asJSON, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		panic(err)
	}
	return map[string][]byte{"openapi.json": append(asJSON, '\n'), "openapi.yaml": asYAML}
}

// Document is the OpenAPI 3.1 document of all operations, and of those that others add.
func Document(version string, more ...func(*huma.OpenAPI)) *huma.OpenAPI {
	registry := huma.NewMapRegistry("#/components/schemas/", schemaName)
	document := &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Alliance Registry", Version: version,
			Description: "Questions about alliances, their members and their decisions, answered from verified blocks of the ledger. " +
				"Every answer says up to which block. Nothing can be changed here.",
			License: &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"},
		},
		Servers:    []*huma.Server{{URL: "/", Description: "Where this document comes from."}},
		Components: &huma.Components{Schemas: registry, Responses: map[string]*huma.Response{}},
		Security:   []map[string][]string{},
	}
	registry.Schema(reflect.TypeFor[web.Problem](), true, "")
	properties := registry.Map()["Problem"].Properties
	properties["code"].Enum = anyOf(codes())
	for name, description := range problemFields {
		properties[name].Description = description
	}
	for _, op := range operations() {
		documented := op.document(registry)
		maps.Copy(documented.Responses, Problems(document, problemStatuses()...))
		document.AddOperation(documented)
		if !slices.ContainsFunc(document.Tags, func(tag *huma.Tag) bool { return tag.Name == op.tag }) {
			document.Tags = append(document.Tags, &huma.Tag{Name: op.tag})
		}
	}
	for _, add := range more {
		add(document)
	}
	for _, schema := range registry.Map() {
		if schema.AdditionalProperties == false { // later versions may add members
			schema.AdditionalProperties = nil
		}
	}
	return document
}

// problemFields say what stands in a problem.
var problemFields = map[string]string{ //nolint:gochecknoglobals // fixed
	"type":       "A reference to what explains the code.",
	"title":      "What is the matter, in the reader's language.",
	"status":     "The HTTP status.",
	"detail":     "What is the matter here, in the reader's language.",
	"instance":   "The path that was asked for.",
	"code":       "Stable: programs decide by it.",
	"parameters": "The values of which the detail speaks.",
}

func anyOf(texts []string) []any {
	list := make([]any, len(texts))
	for i, text := range texts {
		list[i] = text
	}
	return list
}

// problemStatuses are those with which a question can be answered by a problem, in their order.
func problemStatuses() []int {
	return []int{
		http.StatusBadRequest, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotAcceptable, http.StatusConflict,
		http.StatusRequestURITooLong, http.StatusInternalServerError, http.StatusServiceUnavailable,
	}
}

func responseName(status int) string { return "Problem" + strconv.Itoa(status) }

// Problems are the responses of an operation that can be answered by problems with these
// statuses; what they refer to is in the document then.
func Problems(document *huma.OpenAPI, among ...int) map[string]*huma.Response {
	schema := document.Components.Schemas.Schema(reflect.TypeFor[web.Problem](), true, "")
	responses := map[string]*huma.Response{}
	for _, status := range among {
		document.Components.Responses[responseName(status)] = problemResponse(status, schema)
		responses[strconv.Itoa(status)] = &huma.Response{Ref: "#/components/responses/" + responseName(status)}
	}
	return responses
}

func problemResponse(status int, schema *huma.Schema) *huma.Response {
	code := append(problem.Common.Codes(status), statuses.Codes(status)...)[0]
	response := &huma.Response{
		Description: http.StatusText(status) + ": a problem whose code says why.",
		Content: map[string]*huma.MediaType{"application/problem+json": {
			Schema:  schema,
			Example: map[string]any{"type": Prefix + "/problems/" + code, "title": http.StatusText(status), "status": status, "detail": "…", "code": code},
		}},
	}
	if status == http.StatusServiceUnavailable {
		response.Headers = map[string]*huma.Param{"Retry-After": {Description: "Seconds to wait.", Schema: &huma.Schema{Type: huma.TypeInteger}}}
	}
	return response
}

// document is an operation's part of the document.
func (op operation) document(registry huma.Registry) *huma.Operation {
	documented := &huma.Operation{
		Method: http.MethodGet, Path: op.path, OperationID: op.id, Tags: []string{op.tag}, Summary: op.summary, Description: op.about,
		Security: []map[string][]string{},
		Responses: map[string]*huma.Response{
			"200": {
				Description: "The answer.",
				Content:     map[string]*huma.MediaType{jsonType: {Schema: op.schema(registry)}},
				Headers: map[string]*huma.Param{
					"ETag": {Description: "Changes whenever the answer does.", Schema: &huma.Schema{Type: huma.TypeString}},
					"Link": {Description: "The next page, as rel=\"next\", if there is one.", Schema: &huma.Schema{Type: huma.TypeString}},
				},
			},
			"304": {Description: "The answer is still the one whose ETag If-None-Match has."},
		},
	}
	for _, p := range op.parameters {
		documented.Parameters = append(documented.Parameters, p.document())
	}
	documented.Parameters = append(documented.Parameters, &huma.Param{
		Name: "If-None-Match", In: "header", Description: "The ETag of an answer that is at hand.", Schema: &huma.Schema{Type: huma.TypeString},
	}, &huma.Param{
		Name: "Accept-Language", In: "header", Description: "The languages in which a problem is understood.", Schema: &huma.Schema{Type: huma.TypeString}, Example: "zh-CN",
	})
	return documented
}

func (p parameter) document() *huma.Param {
	schema := p.schema
	documented := &huma.Param{Name: p.name, In: "query", Description: p.about, Required: p.required, Schema: &schema}
	if p.inPath {
		documented.In = "path"
	}
	switch {
	case p.example == "":
	case schema.Type == huma.TypeInteger:
		documented.Example = json.Number(p.example)
	default:
		documented.Example = p.example
	}
	return documented
}

// schema is that of the envelope with an operation's answer.
func (op operation) schema(registry huma.Registry) *huma.Schema {
	answer := registry.Schema(op.answers, true, "")
	answer.Nullable = false
	schema := &huma.Schema{
		Type: huma.TypeObject,
		Properties: map[string]*huma.Schema{
			"verified": registry.Schema(reflect.TypeFor[Verified](), true, ""),
			"answer":   answer,
		},
		Required: []string{"answer", "verified"},
	}
	if op.isPaged() {
		schema.Properties["next"] = &huma.Schema{Type: huma.TypeString, Description: "The cursor of the next page, if there is one.", MaxLength: pointer(maxCursor)}
	}
	return schema
}

func (op operation) isPaged() bool {
	return slices.ContainsFunc(op.parameters, func(p parameter) bool { return p.name == cursorName })
}

// schemaName is what a type is called in the document: records by their own names, the types
// of other packages with the package before it.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	room := path.Base(t.PkgPath())
	if t.Name() == "" || slices.Contains([]string{".", "rest", "web", "membership"}, room) || strings.EqualFold(room, name) {
		return name
	}
	return strings.ToUpper(room[:1]) + room[1:] + name
}
