package main

import (
	"context"

	"github.com/spf13/cobra"

	"allianceregistry/client"
	"allianceregistry/client/naming"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/view"
	"allianceregistry/membership"
)

func (a *app) seatCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "seat", RunE: cli.Group}
	cmd.AddCommand(a.seatVacateCommand(), a.seatFillCommand(), &cobra.Command{
		Use: "list", Args: cli.Args(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, func(ctx context.Context, s session) error {
				seats, err := seatsOf(ctx, s, args[0], args[1:])
				if err != nil {
					return err
				}
				a.text = a.calling(ctx, s, args[0], 0)
				return a.Print(a.seats(seats))
			})
		},
	})
	return cmd
}

func (a *app) seatVacateCommand() *cobra.Command {
	var in membership.VacateSeat
	cmd := &cobra.Command{
		Use: "vacate", Args: cli.Args(2, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			in.Request, in.Alliance, in.Organ = a.requestID(), args[0], args[1]
			return a.write(cmd, in)
		},
	}
	addAsFlag(cmd, &in.As)
	return a.addWriteFlags(cmd)
}

func (a *app) seatFillCommand() *cobra.Command {
	return a.addWriteFlags(&cobra.Command{
		Use: "fill", Args: cli.Args(3, 3),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.write(cmd, membership.FillSeat{Alliance: args[0], Organ: args[1], Party: args[2]})
		},
	})
}

// seatsOf lists the seats of an organ; without one, of all that the charter has.
func seatsOf(ctx context.Context, s session, alliance string, organs []string) ([]membership.SeatNow, error) {
	if len(organs) == 0 {
		kept, err := client.Ask(ctx, s.Client, membership.GetCharter{Alliance: alliance})
		if err != nil {
			return nil, err
		}
		for _, organ := range kept.Charter.Organs {
			organs = append(organs, organ.ID)
		}
	}
	var seats []membership.SeatNow
	for _, word := range organs {
		called, err := naming.ResolveIDs(ctx, s.Client, alliance, naming.Called{Organ: word})
		if err != nil {
			return nil, err
		}
		some, err := s.Seats(ctx, alliance, called.Organ)
		if err != nil {
			return nil, err
		}
		seats = append(seats, some...)
	}
	return seats, nil
}

func (a *app) seats(seats []membership.SeatNow) view.View {
	v := view.View{
		Data:    append([]membership.SeatNow{}, seats...),
		Columns: []string{"organ", "party", "state", "since", "until", "vacated", "succession", "proposal", "tx"},
	}
	for _, seat := range seats {
		state, vacated, proposal := a.validity(seat.Over), "", seat.Proposal
		if seat.Vacated != nil {
			state, vacated = a.text.Words("over"), view.When(seat.Vacated.Time)
		}
		if proposal == "" {
			proposal = a.Label("founder")
		}
		v.Rows = append(v.Rows, []string{a.text.Organ(seat.Organ), seat.Party, state, view.When(seat.From.Time), view.End(seat.Until), vacated, a.succession(seat.Seat), proposal, seat.From.Tx})
	}
	return v
}

// succession says whose seat it was before, for the rest of the term, and who has it now.
func (a *app) succession(seat membership.Seat) string {
	after := ""
	if seat.Succeeded != nil {
		after = seat.Succeeded.Party
	}
	switch {
	case seat.Succeeds != "" && after != "":
		return seat.Succeeds + " →, → " + after
	case seat.Succeeds != "":
		return seat.Succeeds + " →"
	case after != "":
		return "→ " + after
	}
	return ""
}
