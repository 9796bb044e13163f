package console

import (
	"context"
	"net/url"

	"allianceregistry/client"
	"allianceregistry/internal/text"
	"allianceregistry/membership"
	"allianceregistry/membership/charter"
)

// choosing makes a field's options of what is listed, each by its value and what it is called.
func choosing[T any](
	list func(ctx context.Context, v *visit, in url.Values) ([]T, error), as func(v *visit, one T) option,
) func(context.Context, *visit, url.Values) ([]option, error) {
	return func(ctx context.Context, v *visit, in url.Values) ([]option, error) {
		found, err := list(ctx, v, in)
		options := make([]option, 0, len(found))
		for _, one := range found {
			options = append(options, as(v, one))
		}
		return options, err
	}
}

// inCharter lists what the charter has of the alliance that a form is about.
func inCharter[T any](pick func(charter.Charter) []T) func(context.Context, *visit, url.Values) ([]T, error) {
	return func(ctx context.Context, v *visit, in url.Values) ([]T, error) {
		c, err := v.charter(ctx, in.Get("alliance"))
		return pick(c), err
	}
}

// charter is the one in force, as two hosts have it.
func (v *visit) charter(ctx context.Context, alliance string) (charter.Charter, error) {
	return v.charterOf(ctx, alliance, 0)
}

// charterOf is that of a version, 0 being the one in force, as two hosts have it.
func (v *visit) charterOf(ctx context.Context, alliance string, version int) (charter.Charter, error) {
	kept, err := client.Agreed(ctx, v.Client, membership.GetCharter{Alliance: alliance, Version: version})
	return kept.Charter, err
}

// calling says classes and organs as the charter of a version calls them, 0 being the one in
// force. Names are worth a question, and no failure: where there is no answer the ids stand.
func (v *visit) calling(ctx context.Context, alliance string, version int) *text.Text {
	c, err := v.charterOf(ctx, alliance, version)
	if err != nil {
		return v.Text
	}
	return v.Calling(text.CalledIn(c))
}

var (
	classes = choosing(inCharter(func(c charter.Charter) []charter.Class { return c.Classes }),
		func(v *visit, one charter.Class) option { return option{one.ID, v.Name(one.Names)} })
	organs = choosing(inCharter(func(c charter.Charter) []charter.Organ { return c.Organs }),
		func(v *visit, one charter.Organ) option { return option{one.ID, v.Name(one.Names)} })
	resolutions = choosing(inCharter(func(c charter.Charter) []charter.ResolutionKind { return c.Resolutions }),
		func(v *visit, one charter.ResolutionKind) option { return option{one.ID, v.Name(one.Names)} })
	figures = choosing(inCharter(func(c charter.Charter) []charter.FigureKind { return c.Figures }),
		func(v *visit, one charter.FigureKind) option { return option{one.ID, v.Name(one.Names)} })
	agreements = choosing(inCharter(func(c charter.Charter) []charter.Agreement { return c.Agreements }),
		func(v *visit, one charter.Agreement) option {
			return option{one.ID, v.Name(one.Names) + " " + one.Version}
		})
	members   = choosing(roster, namedMember)
	mandators = choosing(mandating, func(v *visit, one string) option { return option{one, one} })
	ownKeys   = choosing(authorities, func(v *visit, one membership.Authority) option {
		return option{one.Host + " " + one.Key, v.Words(string(one.Role)) + " · " + one.Host + " · " + one.Key}
	})
	positions = choosing(possible, func(v *visit, one charter.Position) option {
		return option{string(one), v.Say("console.position."+string(one), nil)}
	})
	roles = choosing(func(context.Context, *visit, url.Values) ([]membership.Role, error) {
		return []membership.Role{membership.Delegate, membership.Officer}, nil
	}, func(v *visit, one membership.Role) option { return option{string(one), v.Words(string(one))} })
)

func roster(ctx context.Context, v *visit, in url.Values) ([]membership.Member, error) {
	return v.Client.Roster(ctx, in.Get("alliance"), "")
}

func namedMember(v *visit, one membership.Member) option {
	return option{one.Membership.Party, v.Name(one.Names) + " · " + one.Membership.Party}
}

// authorities are the party's keys, as two hosts have them.
func authorities(ctx context.Context, v *visit, _ url.Values) (active []membership.Authority, err error) {
	found, err := client.Agreed(ctx, v.Client, membership.ListAuthorities{Party: v.Party})
	for _, one := range found.Authorities {
		if one.State == membership.AuthorityActive {
			active = append(active, one)
		}
	}
	return active, err
}

// mandating are the alliances for which the party may act now. Only a member is mandated.
func mandating(ctx context.Context, v *visit, _ url.Values) (alliances []string, err error) {
	memberships, err := v.Client.Memberships(ctx, v.Party)
	if err != nil {
		return nil, err
	}
	for _, m := range memberships {
		if m.State != charter.Active {
			continue
		}
		mandates, err := v.Client.Mandates(ctx, m.Alliance)
		if err != nil {
			return nil, err
		}
		for _, one := range mandates {
			if one.Party == v.Party && !one.Over {
				alliances = append(alliances, m.Alliance)
			}
		}
	}
	return alliances, nil
}

// possible are the positions that a proposal takes as it is now.
func possible(ctx context.Context, v *visit, in url.Values) ([]charter.Position, error) {
	dossier, err := client.Agreed(ctx, v.Client, membership.GetProposal{ID: in.Get("proposal")})
	if err != nil || dossier.Proposal.Recorded().Status != membership.Filed {
		return []charter.Position{charter.For, charter.Against, charter.Abstain}, err
	}
	return []charter.Position{charter.Sponsor}, nil
}
