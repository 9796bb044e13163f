package rest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"allianceregistry/client"
	"allianceregistry/internal/problem"
	"allianceregistry/internal/view"
	"allianceregistry/membership/refusal"
	"allianceregistry/membership/schema"
)

// object is a part of the document. The schemas of arguments are those of package schema, word
// for word, and say more than the model of a library does.
type object = map[string]any

// schemasAt is where the schemas of the document are.
const schemasAt = "#/components/schemas/"

// document is the OpenAPI document as it is served.
func document(version string) []byte {
	var content bytes.Buffer
	if err := view.JSON(&content, Document(version)); err != nil {
		panic(err) // it is a part of this program
	}
	return content.Bytes()
}

// Document is the OpenAPI 3.1 document of all operations.
func Document(version string) map[string]any {
	paths := object{Prefix + "/{tx}": object{"get": findOperation()}}
	arguments := readSchemas("arguments.json")
	schemas := answerSchemas(arguments)
	for _, op := range operations() {
		schemas.take(arguments, op.name, func(name string) string { return name })
		if op.keyed {
			schemas.withoutRequest(op.name)
		}
		paths[Prefix+"/"+op.name] = object{"post": op.document()}
	}
	responses := object{}
	for _, status := range problemStatuses() {
		responses[responseName(status)] = problemResponse(status)
	}
	return object{
		"openapi": "3.1.0",
		"info": object{
			"title": "Alliance Registry: acting", "version": version, "license": object{"name": "Apache-2.0", "identifier": "Apache-2.0"},
			"description": "Transactions in the name of one party, signed by the key with which the program was started. What is read from " +
				"verified blocks has a document of its own, openapi.json.",
		},
		"servers":    []any{object{"url": "/", "description": "Where this document comes from."}},
		"security":   []any{object{"token": []string{}}},
		"tags":       []any{object{"name": "transactions"}},
		"paths":      paths,
		"components": object{"schemas": schemas, "responses": responses, "securitySchemes": object{"token": object{"type": "http", "scheme": "bearer"}}},
	}
}

// problemStatuses are those with which a request can be answered by a problem, in their order.
func problemStatuses() []int {
	return []int{
		http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusNotAcceptable,
		http.StatusConflict, http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity,
		http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable,
	}
}

func responseName(status int) string { return "Problem" + strconv.Itoa(status) }

func problemResponse(status int) object {
	response := object{
		"description": http.StatusText(status) + ": a problem whose code says why. Nothing took effect.",
		"content":     object{"application/problem+json": object{"schema": refTo("Problem")}},
	}
	switch status {
	case http.StatusServiceUnavailable:
		response["headers"] = object{"Retry-After": header("Seconds to wait before the same request is sent again.", "integer")}
	case http.StatusUnauthorized:
		response["headers"] = object{"WWW-Authenticate": header("Bearer.", "string")}
	}
	return response
}

func header(about, kind string) object {
	return object{"description": about, "schema": object{"type": kind}}
}

func refTo(name string) object { return object{"$ref": schemasAt + name} }

// codes are all that a problem can have, in alphabetical order.
func codes() []string {
	list := problem.Texts(ownCodes()...)
	list = append(list, problem.Texts(refusal.Codes()...)...)
	for _, kind := range []client.FaultKind{client.Conflict, client.Unavailable, client.Busy, client.Failed, client.Misled} {
		list = append(list, faultCode(kind))
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// responses are a success with its schema, and all problems.
func responses(success object) object {
	for _, status := range problemStatuses() {
		success[strconv.Itoa(status)] = object{"$ref": "#/components/responses/" + responseName(status)}
	}
	return success
}

func jsonOf(about string, schema object) object {
	return object{"description": about, "content": object{jsonType: object{"schema": schema}}}
}

func languageParameters() []any {
	return []any{
		object{
			"name": languageName, "in": "query", "description": "The language of what is said to people; without it, by Accept-Language.",
			"schema": object{"type": "string", "enum": []string{"en", "zh"}},
		},
		object{
			"name": "Accept-Language", "in": "header", "description": "The languages that are understood.", "example": "zh-CN", "schema": object{"type": "string"},
		},
	}
}

func findOperation() object {
	return object{
		"operationId": "findTransaction", "tags": []string{"transactions"}, "summary": "Where a transaction stands in the chain",
		"description": "As any host's peer has it. One that is not found may be on its way.",
		"parameters": append([]any{object{
			"name": "tx", "in": "path", "required": true, "description": "The id of the transaction.", "schema": object{"type": "string", "pattern": "^[0-9a-f]{64}$"},
		}}, languageParameters()...),
		"responses": responses(object{"200": jsonOf("It is in the chain.", refTo("Place"))}),
	}
}

// document is an operation's part of the document.
func (op operation) document() object {
	about := "Sent again it answers with the first time, or is refused: it can take effect only once."
	parameters := append([]any{object{
		"name": dryRunName, "in": "query", "description": "Whether it is only tried: then nothing is signed, and the answer is what it would do now.",
		"schema": object{"type": "string", "enum": []string{"true", "false"}},
	}}, languageParameters()...)
	if op.keyed {
		about = "Sent again with the same Idempotency-Key it answers with the same receipt, also by another server; with another body it is refused with 422."
		parameters = append(parameters, object{
			"name": keyHeader, "in": "header", "example": `"2026-vote-17"`,
			"description": "The request id: 1 to 64 letters, digits, dots, hyphens and underlines, in quotes or not. It has to be there unless dryRun is true.",
			"schema":      object{"type": "string", "pattern": `^(?:[A-Za-z0-9._-]{1,64}|"[A-Za-z0-9._-]{1,64}")$`},
		})
	}
	committed := jsonOf("It took effect; or, with dryRun, it would.", object{"oneOf": []any{refTo("Receipt"), refTo("Preview")}})
	committed["headers"] = object{replayed: header("true, if the request had taken effect before.", "string")}
	pending := jsonOf("It was sent, and nobody says what became of it: ask, or send it again.", refTo("Pending"))
	pending["headers"] = object{
		"Location": header("Where to ask.", "string"), "Retry-After": header("Seconds to wait.", "integer"),
	}
	return object{
		"operationId": strings.ToLower(op.name[:1]) + op.name[1:], "tags": []string{"transactions"}, "summary": op.summary, "description": about,
		"parameters": parameters, "requestBody": object{"required": true, "content": object{jsonType: object{"schema": refTo(op.name)}}},
		"responses": responses(object{"200": committed, "202": pending}),
	}
}

// schemas are those of the document, by their names.
type schemas object

// answerSchemas are those of what is answered. An explanation and an event are what the rules
// say that they are; the rest is this package's.
func answerSchemas(arguments object) schemas {
	s := schemas{}
	for file, name := range map[string]string{"events.json": "Event", "answers.json": "Explanation"} {
		defs := readSchemas(file)
		s.take(defs, name, func(name string) string { // an argument's schema of that name may be another
			if of, has := arguments[name]; has && !reflect.DeepEqual(of, defs[name]) {
				return "Answered" + name
			}
			return name
		})
	}
	text := func(about string) object { return object{"type": "string", "description": about} }
	place := object{
		"transaction": text("The id of the transaction."), "block": object{"type": "integer", "minimum": 0},
		"validation": text("Fabric's validation code; VALID where it took effect."),
	}
	found := object{"type": "array", "description": "Hosts that answered otherwise than they should.", "items": refTo("Finding")}
	s["Place"] = closed(place, "transaction", "block", "validation")
	receipt := maps.Clone(place)
	receipt["event"], receipt["findings"] = refTo("Event"), found
	s["Receipt"] = closed(receipt, "transaction", "block", "validation", "event")
	s["Pending"] = closed(object{"transaction": place["transaction"], "message": text("What to do, in the reader's language.")}, "transaction", "message")
	s["Preview"] = closed(object{
		"dryRun":   object{"type": "boolean", "const": true},
		"argument": object{"type": "object", "description": "What would be signed, with what it is about as two hosts have it."},
		"event":    object{"$ref": schemasAt + "Event", "description": "What it would do. Absent where the alliance is sealed first."},
		"message":  text("The same in the reader's language."), "findings": found,
	}, "dryRun", "argument", "message")
	finding := object{}
	for i := range reflect.TypeFor[client.Finding]().NumField() {
		name, _, _ := strings.Cut(reflect.TypeFor[client.Finding]().Field(i).Tag.Get("json"), ",")
		finding[name] = object{"type": "string"}
	}
	finding["code"] = object{"type": "string", "enum": problem.Texts(client.FindingCodes()...)}
	s["Finding"] = closed(finding, "code", "host", "about")
	s["Problem"] = closed(object{
		"type": text("A URN that the code ends."), "title": text("What is the matter, in the reader's language."),
		"status": object{"type": "integer", "description": "The HTTP status."}, "detail": text("What is the matter here, in the reader's language."),
		"instance": text("The path that was asked for."),
		"code":     object{"type": "string", "description": "Stable: programs decide by it.", "enum": codes()},
		"parameters": object{
			"type": "object", "description": "The values of which the detail speaks.", "additionalProperties": object{"type": "string"},
		},
		"next":     text("What to do about it, in the reader's language."),
		"sponsors": object{"$ref": schemasAt + "Explanation", "description": "What the rule demands of sponsorships, and what there is."},
		"rule":     object{"$ref": schemasAt + "Explanation", "description": "What the rule demands, and what there is."},
	}, "type", "title", "status", "code")
	return s
}

// closed is an object of which some members are always there. Later versions may add members.
func closed(properties object, required ...string) object {
	return object{"type": "object", "properties": properties, "required": required}
}

// readSchemas are the definitions of one of package schema's files.
func readSchemas(file string) object {
	content, err := schema.Files.ReadFile(file)
	if err != nil {
		panic(err) // it is a part of this program
	}
	var whole struct {
		Defs object `json:"$defs"`
	}
	if err := json.Unmarshal(content, &whole); err != nil {
		panic(err)
	}
	return whole.Defs
}

// take takes a definition and all that it refers to, under the names that they are called here.
func (s schemas) take(defs object, name string, called func(name string) string) {
	if _, has := s[called(name)]; has {
		return
	}
	s[called(name)] = nil // it may refer to itself
	s[called(name)] = s.rewritten(defs[name], func(ref string) string {
		name := strings.TrimPrefix(ref, "#/$defs/")
		s.take(defs, name, called)
		return schemasAt + called(name)
	})
}

// rewritten is a copy of a part of a schema, with references by another rule.
func (s schemas) rewritten(part any, refer func(ref string) string) any {
	switch part := part.(type) {
	case object:
		copied := object{}
		for key, value := range part {
			if ref, is := value.(string); is && key == "$ref" {
				value = refer(ref)
			}
			copied[key] = s.rewritten(value, refer)
		}
		return copied
	case []any:
		copied := make([]any, len(part))
		for i, value := range part {
			copied[i] = s.rewritten(value, refer)
		}
		return copied
	}
	return part
}

// withoutRequest takes the request id out of an argument: the header says it.
func (s schemas) withoutRequest(name string) {
	argument, _ := s[name].(object)
	properties, _ := argument["properties"].(object)
	required, _ := argument["required"].([]any)
	delete(properties, requestField)
	argument["required"] = slices.DeleteFunc(required, func(one any) bool { return one == requestField })
}
