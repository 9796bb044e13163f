package main

import (
	"github.com/spf13/cobra"

	"allianceregistry/client/profile"
	"allianceregistry/client/view"
	"allianceregistry/internal/manual"
)

func (a *app) profileCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "profile", RunE: manual.Group}
	cmd.AddCommand(&cobra.Command{
		Use: "list", Args: manual.Arguments(0, 0),
		RunE: func(*cobra.Command, []string) error {
			profiles, err := a.home.List()
			if err != nil {
				return err
			}
			return a.print(a.profiles(profiles))
		},
	}, &cobra.Command{
		Use: "use", Args: manual.Arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error { return a.home.Use(args[0]) },
	}, &cobra.Command{
		Use: "remove", Args: manual.Arguments(1, 1),
		RunE: func(_ *cobra.Command, args []string) error { return a.home.Remove(args[0]) },
	})
	return cmd
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
