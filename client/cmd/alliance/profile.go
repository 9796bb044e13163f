package main

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"allianceregistry/client/profile"
	"allianceregistry/internal/catalogue"
	"allianceregistry/internal/cli"
	"allianceregistry/internal/input"
	"allianceregistry/internal/view"
)

func (a *app) profileCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "profile", RunE: cli.Group}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: cli.Args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			profiles, broken, err := a.home.List()
			if err != nil {
				return err
			}
			for _, one := range broken {
				fmt.Fprintln(a.Err, a.broken(one))
			}
			return a.Print(a.profiles(profiles))
		},
	}, &cobra.Command{
		Use: "use", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error { return a.home.Use(args[0]) },
	}, a.profileRemoveCommand())
	return cmd
}

func (a *app) profileRemoveCommand() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use: "remove", Args: cli.Args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			p, _, err := a.home.Load(args[0])
			var broken *profile.Broken
			if err != nil && !errors.As(err, &broken) {
				return err
			}
			warning := a.text.Say("profile.warning", catalogue.Params{"profile": args[0], "party": cmp.Or(p.Party, args[0])})
			if err := a.Confirm(yes, warning, args[0]); err != nil {
				return err
			}
			return a.home.Remove(args[0])
		},
	}
	cmd.Flags().BoolVar(&yes, "yes", false, "")
	return cmd
}

// broken says of a profile that it cannot be used, and why.
func (a *app) broken(b *profile.Broken) string {
	return a.text.Compose("profile.broken", catalogue.Params{"profile": b.Name}, catalogue.Params{"cause": a.errorText(b.Err)})
}

func (a *app) profiles(profiles []profile.Profile) view.View {
	current, _ := a.home.Current() // none in use is no fault here
	v := view.View{Columns: []string{"profile", "party", "host", "key", "inUse"}, Data: append([]profile.Profile{}, profiles...)}
	for _, p := range profiles {
		used := ""
		if p.Name == current {
			used = a.text.Say("yes", nil)
		}
		v.Rows = append(v.Rows, []string{p.Name, p.Party, p.Host, p.Key, used})
	}
	return v
}

// likeProfile adds to the error of a profile that there is not the one that may be
// meant.
func (a *app) likeProfile(name string, err error) error {
	if !errors.Is(err, profile.ErrUnknown) {
		return err
	}
	profiles, _, _ := a.home.List() // what can be read
	var names []string
	for _, p := range profiles {
		names = append(names, p.Name)
	}
	if like := input.Likely(name, names); like != "" {
		return catalogue.NewError("suggested", "cause", err, "like", like)
	}
	return err
}
