// Reads a compose file as docker compose does and prints it as JSON: compose FILE [PROFILE...]. Ends with 1 when it is wrong.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/v2/cli"
)

func main() {
	options, err := cli.NewProjectOptions([]string{os.Args[1]}, cli.WithProfiles(os.Args[2:]), cli.WithOsEnv, cli.WithDotEnv)
	if err == nil {
		project, failure := options.LoadProject(context.Background())
		err = failure
		if err == nil {
			var text []byte
			if text, err = project.MarshalJSON(); err == nil {
				fmt.Println(string(text))
				return
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
