module cluster/node-program

go 1.24.0
