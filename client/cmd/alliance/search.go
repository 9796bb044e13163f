package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/text"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
	"allianceregistry/membership/form"
)

// maxSearch bounds the characters that are searched for.
const maxSearch = 200

func (a *app) searchCommand() *cobra.Command {
	var claims bool
	cmd := &cobra.Command{
		Use: "search", Args: cli.Args(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			wanted := strings.Join(args, " ")
			if err := form.CheckText("text", wanted, 1, maxSearch); err != nil {
				return err
			}
			sought := seeker{app: a, words: strings.Fields(folded(wanted))}
			if len(sought.words) == 0 {
				return cli.NewUsageError("usage.search")
			}
			return a.with(cmd, func(ctx context.Context, s session) error {
				if err := sought.search(ctx, s, wanted, claims); err != nil {
					return err
				}
				return a.Print(sought.view())
			})
		},
	}
	cmd.Flags().BoolVar(&claims, "claims", false, "")
	return cmd
}

// folded is a text in which upper and lower case, full and half width are the same.
func folded(text string) string { return strings.ToLower(input.Fold(text)) }

// found is a party or an alliance, and in which of its texts the words stand.
type found struct {
	Kind  string     `json:"kind"` // party or alliance
	ID    string     `json:"id"`
	Names form.Names `json:"names"`
	// Where is identifier (its own), name, aliases, a scheme of identifiers, or claim; Value is
	// the text.
	Where string `json:"where"`
	Value string `json:"value"`
}

// seeker looks for words, all of which must stand in one text.
type seeker struct {
	*app
	words []string
	found []found
	names map[string]found // by id, of all that there are
}

// search looks through the lists of parties and of alliances, which cost a question for
// each thousand; asks who has the identifier, if the text can be one; and reads the claims
// about each, a question each, only if it is told to.
func (k *seeker) search(ctx context.Context, s session, wanted string, claims bool) error {
	parties, err := s.Parties(ctx)
	if err != nil {
		return err
	}
	alliances, err := s.Alliances(ctx)
	if err != nil {
		return err
	}
	k.names = map[string]found{}
	for _, p := range parties {
		k.names[p.ID] = found{Kind: "party", ID: p.ID, Names: p.Names}
		k.match(k.names[p.ID], searchedTexts(p.ID, p.Names, "lei", p.LEI, "uscc", p.USCC))
	}
	for _, one := range alliances {
		k.names[one.ID] = found{Kind: "alliance", ID: one.ID, Names: one.Names}
		all := searchedTexts(one.ID, one.Names)
		for _, alias := range one.Aliases {
			all = append(all, [2]string{"aliases", alias})
		}
		k.match(k.names[one.ID], all)
	}
	if err := k.identified(ctx, s, wanted); err != nil || !claims {
		return err
	}
	return k.claimed(ctx, s)
}

// searchedTexts are what is searched of one, each with its kind: names and values in turn.
func searchedTexts(id string, names form.Names, pairs ...string) [][2]string {
	all := [][2]string{{"identifier", id}}
	for _, lang := range slices.Sorted(maps.Keys(names)) {
		all = append(all, [2]string{"name", names[lang]})
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		all = append(all, [2]string{pairs[i], pairs[i+1]})
	}
	return all
}

// match enters the first of the texts in which all words stand.
func (k *seeker) match(one found, texts [][2]string) {
	for _, text := range texts {
		value := folded(text[1])
		if !slices.ContainsFunc(k.words, func(word string) bool { return !strings.Contains(value, word) }) {
			one.Where, one.Value = text[0], text[1]
			k.found = append(k.found, one)
			return
		}
	}
}

// has reports whether one was found already.
func (k *seeker) has(id string) bool {
	return slices.ContainsFunc(k.found, func(one found) bool { return one.ID == id })
}

// identified enters those who are said to have an identifier, by claims of theirs or of others.
func (k *seeker) identified(ctx context.Context, s session, wanted string) error {
	value := strings.ToUpper(strings.Join(strings.Fields(input.Fold(wanted)), ""))
	for _, scheme := range membership.Schemes() {
		query := membership.ListClaimants{Scheme: membership.Scheme(scheme), Value: value}
		if membership.CheckQuery(query) != nil {
			continue
		}
		claimants, err := s.Claimants(ctx, query.Scheme, value)
		if err != nil {
			return err
		}
		for _, c := range claimants {
			if !k.has(c.About) {
				one := k.names[c.About]
				one.ID, one.Where, one.Value = c.About, scheme, value
				k.found = append(k.found, one)
			}
		}
	}
	return nil
}

// claimed reads the claims about all that there are.
func (k *seeker) claimed(ctx context.Context, s session) error {
	bar := k.NewBar()
	for i, id := range slices.Sorted(maps.Keys(k.names)) {
		claims, err := s.Claims(ctx, id)
		if err != nil {
			return err
		}
		var values [][2]string
		for _, c := range claims {
			values = append(values, [2]string{"claim", text.Spaced(c.Claim.What, c.Claim.Value)})
		}
		if !k.has(id) {
			k.match(k.names[id], values)
		}
		bar.Show(k.Say("search.reading"), uint64(i+1), uint64(len(k.names)))
	}
	bar.End()
	return nil
}

func (k *seeker) view() view.View {
	slices.SortStableFunc(k.found, func(x, y found) int { return strings.Compare(x.Kind, y.Kind) })
	v := view.View{Data: append([]found{}, k.found...), Columns: []string{"kind", "identifier", "name", "foundIn", "value"}}
	for _, one := range k.found {
		v.Rows = append(v.Rows, []string{k.Say("record." + one.Kind), one.ID, k.text.Name(one.Names), strings.ToLower(k.Say(one.Where)), one.Value})
	}
	return v
}
