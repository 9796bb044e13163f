package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"reflect"
	"slices"
)

// operation is one question that can be asked.
type operation struct {
	// id is its name in the document, tag the noun, summary and about what it answers.
	id, tag, path, summary, about string
	parameters                    []parameter
	// answers is the type of the answer within the envelope.
	answers reflect.Type
	ask     func(ctx context.Context, q question) (content []byte, next string, err error)
}

// inPath are the names of the parameters in the path.
func (op operation) inPath() []string {
	var names []string
	for _, p := range op.parameters {
		if p.inPath {
			names = append(names, p.name)
		}
	}
	return names
}

// operations are all of them, in the order of the document.
func operations() []operation {
	return slices.Concat(statusOperations(), allianceOperations(), rosterOperations(), membershipOperations(), charterOperations(),
		proposalOperations(), decisionOperations(), endorsementOperations(), partyOperations(), historyOperations(),
		searchOperations(), statsOperations(), findingOperations(), problemOperations())
}

// envelope is what every answer comes in.
type envelope struct {
	Verified Verified `json:"verified"`
	Answer   any      `json:"answer"`
	// Next is the cursor of the next page, if there is one.
	Next string `json:"next,omitempty"`
}

// answering completes an operation by the function that asks. Of a list it also returns
// where the next page begins.
func answering[A any](op operation, ask func(ctx context.Context, q question) (answer A, next string, err error)) operation {
	op.answers = reflect.TypeFor[A]()
	op.ask = func(ctx context.Context, q question) ([]byte, string, error) {
		answer, next, err := ask(ctx, q)
		if err != nil {
			return nil, "", err
		}
		var content bytes.Buffer
		encoder := json.NewEncoder(&content)
		encoder.SetEscapeHTML(false)
		err = encoder.Encode(envelope{q.verified, answer, next})
		return content.Bytes(), next, err
	}
	return op
}
