Console.WriteLine("medreason-bench");
