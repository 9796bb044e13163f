package rest

import (
	"context"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"allianceregistry/internal/catalogue"
	"allianceregistry/membership/refusal"
)

// Explained is a code of problems: with which status it comes, and what it says in each
// language, the parameters as {name}.
type Explained struct {
	Code   string            `json:"code"`
	Status int               `json:"status"`
	Texts  map[string]string `json:"texts"`
}

func problemOperations() []operation {
	code := parameter{
		name: "code", about: "The code of a problem.", example: string(refusal.UnknownRecord),
		schema: huma.Schema{Type: huma.TypeString, Pattern: "^[A-Z_]+$", MaxLength: pointer(maxText)}, check: func(name, text string) error {
			if !slices.Contains(codes(), text) {
				return refusal.Unknown("problem", refusal.Clip(text))
			}
			return nil
		},
	}
	return []operation{
		answering(operation{
			id: "listProblems", tag: "problems", path: Prefix + "/problems", summary: "All codes of problems, with their texts",
			about: "In alphabetical order.", parameters: []parameter{languageParameter()},
		}, func(context.Context, question) ([]Explained, string, error) {
			var list []Explained
			for _, code := range codes() {
				one, err := explain(code)
				if err != nil {
					return nil, "", err
				}
				list = append(list, one)
			}
			return list, "", nil
		}),
		answering(operation{
			id: "getProblem", tag: "problems", path: Prefix + "/problems/{code}", summary: "What a code of problems means",
			about: "The type of each problem leads here.", parameters: []parameter{pathParameter(code), languageParameter()},
		}, func(_ context.Context, q question) (Explained, string, error) {
			one, err := explain(q.text("code"))
			return one, "", err
		}),
	}
}

func explain(code string) (Explained, error) {
	one := Explained{Code: code, Status: Status(code), Texts: map[string]string{}}
	key := code
	if slices.Contains(ownCodes(), Code(code)) {
		key = "rest." + code
	}
	for _, language := range catalogue.Languages {
		words, err := Words(language)
		if err != nil {
			return one, err
		}
		one.Texts[language] = words.Template(key)
	}
	return one, nil
}
