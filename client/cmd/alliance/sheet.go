package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"allianceregistry/client"
	"allianceregistry/client/naming"
	"allianceregistry/client/steps"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/sheet"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
)

// isSheet reports whether a file holds a table, and no steps.
func isSheet(path string, content []byte) bool {
	kind := strings.ToLower(filepath.Ext(path))
	return sheet.Is(content) || slices.Contains([]string{".xlsx", ".csv", ".tsv"}, kind)
}

// applySheet sends the joins of a sheet. First all rows are read, and tried on the ledger: if
// anything is wrong, all of it is listed and nothing is sent.
func (a *app) applySheet(ctx context.Context, path string, content []byte) error {
	heads, err := sheetHeads()
	if err != nil {
		return err
	}
	rows, err := sheet.Read(content)
	if err != nil {
		return inFile(path, err)
	}
	joins, problems := steps.ReadSheet(rows, heads)
	if len(problems) == 0 {
		if problems, err = a.tryJoins(ctx, joins); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		return a.printProblems(path, problems)
	}
	list := make([]steps.Step, 0, len(joins))
	for _, one := range joins {
		list = append(list, one.Step)
	}
	return a.applyAll(ctx, list)
}

// sheetHeads are what columns may be called: as the ledger calls them, and as answers do in
// either language.
func sheetHeads() (map[string]string, error) {
	heads := map[string]string{}
	for _, lang := range text.Languages {
		said, err := text.In(lang)
		if err != nil {
			return nil, err
		}
		for _, column := range steps.SheetColumns() {
			heads[steps.FoldHead(column)] = column
			heads[steps.FoldHead(said.Say(column, nil))] = column
		}
	}
	return heads, nil
}

// tryJoins tries each join as its applicant, and lists what the rules would refuse. What was
// sent before under the same request is none.
func (a *app) tryJoins(ctx context.Context, joins []steps.SheetJoin) (problems []steps.SheetProblem, err error) {
	open := sessions{}
	defer open.close()
	bar := a.NewBar()
	defer bar.End()
	for i, one := range joins {
		bar.Show(a.Say("sheet.trying"), uint64(i+1), uint64(len(joins)))
		err := a.tryJoin(ctx, open, one)
		var fault *client.Fault
		if errors.As(err, &fault) {
			return nil, err
		}
		if err != nil {
			problems = append(problems, steps.SheetProblem{Row: one.Row, Err: err})
		}
	}
	return problems, nil
}

func (a *app) tryJoin(ctx context.Context, open sessions, one steps.SheetJoin) error {
	ctx, cancel := context.WithTimeout(ctx, a.timeout)
	defer cancel()
	s, err := a.openOnce(ctx, open, one.As)
	if err != nil {
		return err
	}
	t, err := naming.Resolve(ctx, s.Client, one.Transaction)
	if err != nil {
		return err
	}
	_, err = s.Try(ctx, t)
	return err
}

// sheetProblem is a problem as programs get it.
type sheetProblem struct {
	Row     int    `json:"row"`
	Column  string `json:"column,omitempty"`
	Problem string `json:"problem"`
}

func (a *app) printProblems(path string, problems []steps.SheetProblem) error {
	v := view.View{Columns: []string{"row", "column", "problem"}}
	listed := make([]sheetProblem, 0, len(problems))
	for _, one := range problems {
		said := a.errorText(one.Err)
		listed = append(listed, sheetProblem{one.Row, one.Column, said})
		v.Rows = append(v.Rows, []string{fmt.Sprint(one.Row), one.Column, said})
	}
	v.Data = listed
	if err := a.Print(v); err != nil {
		return err
	}
	return &unusable{catalogue.NewMessage(nil, "sheet.problems", "file", path, "count", len(problems))}
}
