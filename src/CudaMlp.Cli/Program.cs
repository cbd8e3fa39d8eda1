Console.WriteLine("cudamlp");
